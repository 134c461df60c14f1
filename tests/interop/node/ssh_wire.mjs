// As much of SSH (RFC 4253) as one key exchange with mlkem768x25519-sha256 takes, for both sides. The agreement of ML-KEM is that of
// @noble/post-quantum; X25519, Ed25519 and SHA-256 are those of Node.js.

import { createHash, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import { ml_kem768 } from '@noble/post-quantum/ml-kem';

export const KEXINIT = 20, NEWKEYS = 21, HYBRID_INIT = 30, HYBRID_REPLY = 31;
const x25519Prefix = Buffer.from('302a300506032b656e032100', 'hex');   // SubjectPublicKeyInfo without the key, RFC 8410
const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex');

export const string = (bytes) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, Buffer.from(bytes)]);
};

export function takeStrings(bytes, count) {
  const taken = [];
  for (let at = 0; taken.length < count;) {
    const size = bytes.readUInt32BE(at);
    taken.push(bytes.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return taken;
}

export function kexinit() {
  const lists = ['mlkem768x25519-sha256', 'ssh-ed25519', 'aes128-ctr', 'aes128-ctr', 'hmac-sha2-256', 'hmac-sha2-256', 'none', 'none', '', ''];
  return Buffer.concat([Buffer.from([KEXINIT]), Buffer.alloc(16, 7), ...lists.map((list) => string(Buffer.from(list))), Buffer.alloc(5)]);
}

export function packet(payload) {
  const padding = 8 - ((5 + payload.length) % 8) + 8;
  const head = Buffer.alloc(5);
  head.writeUInt32BE(payload.length + padding + 1);
  head[4] = padding;
  return Buffer.concat([head, payload, Buffer.alloc(padding)]);
}

// The peer's version line, then its packets, one at a time, while they are in the clear.
export class Peer {
  constructor(socket) {
    this.socket = socket;
    this.chunks = socket[Symbol.asyncIterator]();
    this.rest = Buffer.alloc(0);
  }
  async more() {
    const { value, done } = await this.chunks.next();
    if (done) throw new Error('the peer closed the connection');
    this.rest = Buffer.concat([this.rest, value]);
  }
  async version() {
    while (!this.rest.includes('\r\n')) await this.more();
    const end = this.rest.indexOf('\r\n');
    const line = this.rest.subarray(0, end);
    this.rest = this.rest.subarray(end + 2);
    return line;
  }
  async payload() {
    while (this.rest.length < 4 || this.rest.length < 4 + this.rest.readUInt32BE(0)) await this.more();
    const size = this.rest.readUInt32BE(0);
    const payload = this.rest.subarray(5, 4 + size - this.rest[4]);
    this.rest = this.rest.subarray(4 + size);
    return Buffer.from(payload);
  }
  send(payload) { this.socket.write(packet(payload)); }
}

export function x25519Pair() {
  const pair = generateKeyPairSync('x25519');
  return { secret: pair.privateKey, public: pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(12) };
}
const x25519 = (secret, peer) => diffieHellman({
  privateKey: secret, publicKey: createPublicKey({ key: Buffer.concat([x25519Prefix, peer]), format: 'der', type: 'spki' }),
});
export const ed25519Key = (raw) => createPublicKey({ key: Buffer.concat([ed25519Prefix, raw]), format: 'der', type: 'spki' });
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();

// draft-ietf-sshm-mlkem-hybrid-kex: K is the hash of both secrets, and a string in the exchange hash.
export function initiate() {
  const kem = ml_kem768.keygen(), curve = x25519Pair();
  return {
    init: Buffer.concat([kem.publicKey, curve.public]),
    agree: (reply) => sha256(ml_kem768.decapsulate(new Uint8Array(reply.subarray(0, 1088)), kem.secretKey), x25519(curve.secret, reply.subarray(1088))),
  };
}
export function respond(init) {
  const kem = ml_kem768.encapsulate(new Uint8Array(init.subarray(0, 1184))), curve = x25519Pair();
  return {
    reply: Buffer.concat([kem.cipherText, curve.public]),
    shared: sha256(kem.sharedSecret, x25519(curve.secret, init.subarray(1184))),
  };
}
export const exchangeHash = (...strings) => sha256(...strings.map(string));
