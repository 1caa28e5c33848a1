// The smallest Ink application on an alternate screen, as the reference for start-up and memory.
import { render, Text, useInput } from "ink";

function Smallest() {
  useInput(() => {});
  return <Text>hello</Text>;
}

render(<Smallest />, { alternateScreen: true, incrementalRendering: true, interactive: true });
