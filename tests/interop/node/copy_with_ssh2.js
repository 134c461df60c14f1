// Copies a file in and out with the npm package ssh2, lists the folder, removes the file, runs a command; prints what it saw as JSON.
// node copy_with_ssh2.js PORT SOURCE BACK

const { Client } = require('ssh2');
const { promisify } = require('util');

const [port, source, back] = process.argv.slice(2);
const client = new Client();

async function copy() {
  const sftp = await promisify(client.sftp.bind(client))();
  const call = (name, ...given) => promisify(sftp[name].bind(sftp))(...given);
  await call('fastPut', source, 'flash:/by-ssh2');
  await call('fastGet', 'flash:/by-ssh2', back);
  const names = (await call('readdir', '/flash:')).map((entry) => entry.filename);
  await call('unlink', 'flash:/by-ssh2');
  const missing = await call('stat', 'flash:/by-ssh2').catch((error) => error.message);
  const stream = await promisify(client.exec.bind(client))('show clock');
  let text = '';
  for await (const part of stream) text += part;
  console.log(JSON.stringify({ names, missing, text }));
}

client.on('ready', () => copy().then(() => client.end(), (error) => { console.error(error); process.exit(1); }));
client.on('error', (error) => { console.error(error); process.exit(1); });
client.connect({ host: '127.0.0.1', port: Number(port), username: 'user1', password: 'lab' });
