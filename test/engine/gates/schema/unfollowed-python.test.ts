// Migrations in Python. Code that cannot be followed is unknown, and all other code is judged by its effect.
import { describe, expect, test } from "vitest";
import { worstVerdict } from "./diffs.ts";

const django = (imports: string, rest: string) => `from django.db import migrations\n${imports}\n${rest}\n`;
const MIGRATION = "class Migration(migrations.Migration):\n    operations = ";

describe("Django", () => {
  test.each([
    [
      "an operation under another's name",
      django("from django.db.migrations import DeleteModel as CreateModel", `${MIGRATION}[CreateModel("Product")]`),
      "breaking",
    ],
    [
      "an operation of another module under a known name",
      django("from shop.ops import CreateModel", `${MIGRATION}[CreateModel("Product")]`),
      "unknown",
    ],
    [
      "an operation of the same file under a known name",
      django("class AddField(migrations.RemoveField): pass", `${MIGRATION}[AddField("product", "price")]`),
      "unknown",
    ],
    [
      "an operation under its own name",
      django("from django.db.migrations import CreateModel", `${MIGRATION}[CreateModel("Product", fields=[])]`),
      "additive",
    ],
    [
      "operations added after the class",
      django("", `${MIGRATION}[]\nMigration.operations += [migrations.DeleteModel("Product")]`),
      "unknown",
    ],
    [
      "operations appended after the class",
      django("", `${MIGRATION}[]\nMigration.operations.append(migrations.DeleteModel("Product"))`),
      "unknown",
    ],
    [
      "an overridden apply method",
      django(
        "",
        "class Migration(migrations.Migration):\n    def apply(self, state, editor, collect_sql=False):\n" +
          "        editor.execute('DROP TABLE x')",
      ),
      "unknown",
    ],
    [
      "code at module level",
      django(
        "from django.db import connection\nwith connection.schema_editor() as e:\n    e.execute('DROP TABLE x')",
        `${MIGRATION}[]`,
      ),
      "unknown",
    ],
    [
      "another base class",
      django("from shop.migrations import _ops", "class Migration(_ops.Base):\n    pass"),
      "unknown",
    ],
    [
      "a base class that is not Django's",
      "from sentry.new_migrations.migrations import CheckedMigration\nclass Migration(CheckedMigration):\n" +
        "    operations = []\n",
      "unknown",
    ],
    ["the class of another module", "from .base import Migration\n", "unknown"],
    [
      "a merge of two branches",
      django("", "class Migration(migrations.Migration):\n    dependencies = []\n    operations = []"),
      undefined,
    ],
  ])("%s", async (_, source, expected) => {
    expect(await worstVerdict("shop/migrations/0002_x.py", source)).toBe(expected);
  });
});

describe("functions of RunPython", () => {
  const python = (body: string, imports = "") =>
    django(
      imports,
      `def forwards(apps, schema_editor):\n    Product = apps.get_model("shop", "Product")\n    ${body}\n\n` +
        `${MIGRATION}[migrations.RunPython(forwards, backwards)]`,
    );
  test.each([
    ["Product.objects.filter(sku__isnull=True).update(sku='x')", "additive"],
    [
      "for p in Product.objects.all():\n        p.sku = uuid.uuid4()\n        p.save(update_fields=['sku'])",
      "additive",
    ],
    ["Product.objects.bulk_create([Product(name='a'), Product(name='b')])", "additive"],
    [
      "Product.objects.using(schema_editor.connection.alias).get_or_create(name='a')\n" +
        "    print('done', Product.objects.count())",
      "additive",
    ],
    ["Product.objects.update(price=0)", "breaking"],
    ["Product.objects.all().delete()", "breaking"],
    ["rows = Product.objects.all()\n    rows.delete()", "breaking"],
    ["Product.objects.filter(name='x').delete()", "unknown"],
    [
      "with schema_editor.connection.cursor() as cursor:\n" +
        "        cursor.execute('ALTER TABLE shop_product DROP COLUMN legacy')",
      "breaking",
    ],
    ["schema_editor.execute('DROP TABLE shop_product')", "breaking"],
    ["schema_editor.delete_model(Product)", "unknown"],
    ["for model in apps.get_models():\n        model.objects.all().delete()", "breaking"],
    ["call_command('flush')", "unknown"],
    ["maintenance.rebuild()", "unknown"],
    ["os.system('psql -f x.sql')", "unknown"],
  ])("%s", async (body, expected) => {
    expect(await worstVerdict("shop/migrations/0002_x.py", python(body))).toBe(expected);
  });

  test.each([
    [
      "a function of another module",
      "from shop.maintenance import forwards",
      "[migrations.RunPython(forwards)]",
      "unknown",
    ],
    ["noop", "", "[migrations.RunPython(migrations.RunPython.noop)]", undefined],
    [
      "operations of a named list",
      'gone = [migrations.RemoveField("product", "legacy")]',
      '[migrations.AddField("product", "z", models.TextField(null=True))] + gone',
      "breaking",
    ],
    [
      "operations of another module",
      "from shop.ops import OPS",
      '[migrations.AddField("product", "z", models.TextField(null=True))] + OPS',
      "unknown",
    ],
  ])("%s", async (_, before, operations, expected) => {
    expect(await worstVerdict("shop/migrations/0002_x.py", django(before, MIGRATION + operations))).toBe(expected);
  });
});

const alembic = (body: string, before = "") =>
  `from alembic import op\nimport sqlalchemy as sa\ndown_revision = "a"\n${before}\ndef upgrade():\n    ${body}\n`;

describe("Alembic", () => {
  test.each([
    ["through the package", alembic("alembic.op.drop_table('x')", "import alembic"), "breaking"],
    ["through the package under another name", alembic("a.op.drop_table('x')", "import alembic as a"), "breaking"],
    ["through the module under another name", alembic("o.drop_table('x')", "import alembic.op as o"), "breaking"],
    ["outside of any function", alembic("pass", "op.drop_table('x')"), "breaking"],
    ["in a condition outside of any function", alembic("pass", "if True:\n    op.drop_table('x')"), "breaking"],
    [
      "in a static method",
      alembic("H.go()", "class H:\n    @staticmethod\n    def go():\n        op.drop_table('x')"),
      "breaking",
    ],
    ["in a decorated function", alembic("pass", "def drops(fn):\n    return fn\n@drops"), "unknown"],
    ["in a program", alembic("subprocess.run(['psql', '-f', 'x.sql'])", "import subprocess"), "unknown"],
    ["in a shell command", alembic("os.system('psql -f x.sql')", "import os"), "unknown"],
    [
      "by copying a table",
      alembic(
        "with op.batch_alter_table('t', copy_from=other) as b:\n        b.add_column(sa.Column('x', sa.Integer))",
      ),
      "unknown",
    ],
    [
      "an addition through the package",
      alembic("alembic.op.add_column('t', sa.Column('x', sa.Integer))", "import alembic"),
      "additive",
    ],
  ])("%s", async (_, source, expected) => {
    expect(await worstVerdict("migrations/versions/x.py", source)).toBe(expected);
  });
});
