// Ends the process when this Node is too old. Old Nodes must be able to read this file and those that import it.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Node ${process.versions.node} is too old for Espalier: install Node 20.19 or newer, https://nodejs.org`
  );
  process.exit(1);
}
