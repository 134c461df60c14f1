// Exchanges keys with one client by mlkem768x25519-sha256 and says whether it went on to NEWKEYS, which it does only if the signature
// of the exchange hash was good. With "wrong" it signs another hash. Prints its port first.
// node hybrid_server.mjs right|wrong

import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:net';
import { HYBRID_REPLY, NEWKEYS, Peer, exchangeHash, kexinit, respond, string, takeStrings } from './ssh_wire.mjs';

const version = Buffer.from('SSH-2.0-noble');
const keys = generateKeyPairSync('ed25519');
const hostKey = Buffer.concat([string(Buffer.from('ssh-ed25519')), string(keys.publicKey.export({ type: 'spki', format: 'der' }).subarray(12))]);

async function exchange(socket) {
  const peer = new Peer(socket);
  socket.write(version + '\r\n');
  const theirVersion = await peer.version();
  const ours = kexinit();
  peer.send(ours);
  const theirs = await peer.payload();
  const [init] = takeStrings((await peer.payload()).subarray(1), 1);
  const side = respond(init);
  const hash = exchangeHash(theirVersion, version, theirs, ours, hostKey, init, side.reply, side.shared);
  if (process.argv[2] === 'wrong') hash[0] ^= 1;
  const signature = Buffer.concat([string(Buffer.from('ssh-ed25519')), string(sign(null, hash, keys.privateKey))]);
  peer.send(Buffer.concat([Buffer.from([HYBRID_REPLY]), string(hostKey), string(side.reply), string(signature)]));
  return (await peer.payload())[0] === NEWKEYS ? 'agreed' : 'not agreed';
}

const server = createServer(async (socket) => {
  socket.on('error', () => {});
  console.log(await exchange(socket).catch((error) => error.message));
  socket.destroy();
  server.close();
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
