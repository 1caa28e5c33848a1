// The smallest Ink application there can be on an alternate screen: the reference for start-up and memory.
import { render, Text, useInput } from "ink";

function Smallest() {
  useInput(() => {});
  return <Text>hello</Text>;
}

render(<Smallest />, { alternateScreen: true, incrementalRendering: true, interactive: true });
