/**
 * Limits calls of an action: the first call after an idle period runs it immediately, later calls run it at most once
 * per `ms`, and a run always follows the last call.
 */
export function throttle(ms: number, action: () => void): { readonly call: () => void; readonly cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  const afterPause = () => {
    timer = undefined;
    if (!again) return;
    again = false;
    run();
  };
  const run = () => {
    timer = setTimeout(afterPause, ms);
    timer.unref();
    action();
  };
  return {
    call() {
      if (timer === undefined) run();
      else again = true;
    },
    cancel() {
      clearTimeout(timer);
      timer = undefined;
      again = false;
    },
  };
}
