// Exchanges keys with a server by mlkem768x25519-sha256: "agreed" if the server signed the very exchange hash that this side computes.
// node hybrid_client.mjs PORT

import { verify } from 'node:crypto';
import { connect } from 'node:net';
import { HYBRID_INIT, HYBRID_REPLY, Peer, ed25519Key, exchangeHash, initiate, kexinit, string, takeStrings } from './ssh_wire.mjs';

const version = Buffer.from('SSH-2.0-noble');
const socket = connect(Number(process.argv[2]), '127.0.0.1');
const peer = new Peer(socket);
socket.write(version + '\r\n');
const theirVersion = await peer.version();
const ours = kexinit();
peer.send(ours);
const theirs = await peer.payload();
const side = initiate();
peer.send(Buffer.concat([Buffer.from([HYBRID_INIT]), string(side.init)]));
const answer = await peer.payload();
if (answer[0] !== HYBRID_REPLY) throw new Error(`message ${answer[0]}`);
const [hostKey, reply, signature] = takeStrings(answer.subarray(1), 3);
const hash = exchangeHash(version, theirVersion, ours, theirs, hostKey, side.init, reply, side.agree(reply));
const genuine = verify(null, hash, ed25519Key(takeStrings(hostKey, 2)[1]), takeStrings(signature, 2)[1]);
console.log(genuine ? 'agreed' : 'the signature is of another exchange hash');
socket.destroy();
