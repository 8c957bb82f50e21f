/**
 * The audit chain: how an entry is hashed and how an export is verified. Plain JavaScript without a dependency, in one
 * file, so that whoever receives an export can read it and run it without us, on any Node from version 20 on. The
 * server makes its hashes with the same functions. Every byte of the format is described in docs/audit.md.
 */
import { createHash, createPublicKey, verify as verifyBytes } from 'node:crypto'

/** What the first entry of a workspace follows. */
export const genesisHash = '0'.repeat(64)

/** JSON with sorted keys and no spaces (RFC 8785), for values that JSON can hold. */
export function canonicalJson(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`)
  return `{${members.join(',')}}`
}

/** 64 lower-case hex digits, of the UTF-8 bytes of a text. */
export function sha256(text) {
  return createHash('sha256').update(text).digest('hex')
}

export function hashEntry(workspaceId, entry) {
  const { number, at, actor, action, target, changeDigest, originDigest, previousHash } = entry
  const fields = [workspaceId, number, at, actor, action, target, changeDigest, originDigest, previousHash]
  return sha256(JSON.stringify(['watchword-audit-entry-1', ...fields]))
}

export function digestChange({ salt, before, after }) {
  return sha256(canonicalJson({ after, before, salt }))
}

export function digestOrigin({ salt, remoteAddress, userAgent }) {
  return sha256(canonicalJson({ remoteAddress, salt, userAgent }))
}

/** Who acted, so that the row which says so can be erased, and cannot be exchanged for another. */
export function referenceOf({ salt, kind, id }) {
  return sha256(canonicalJson({ id, kind, salt })).slice(0, 32)
}

export function checkpointStatement(workspaceId, { number, hash, at }) {
  return JSON.stringify(['watchword-audit-checkpoint-1', workspaceId, number, hash, at])
}

export function exportStatement(workspaceId, { number, hash, at, entries, fileDigest }) {
  return JSON.stringify(['watchword-audit-export-1', workspaceId, number, hash, at, entries, fileDigest])
}

/** Fingerprint of an Ed25519 public key: SHA-256 of its 32 bytes, which are given in base64url. */
export function keyIdOf(publicKey) {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex')
}

/** `publicKey` and `signature` in base64url. */
export function isSigned(statement, signature, publicKey) {
  try {
    const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: publicKey } })
    return verifyBytes(null, Buffer.from(statement), key, Buffer.from(signature, 'base64url'))
  } catch {
    return false // not a key at all: it has signed nothing
  }
}

/**
 * Takes a chain piece by piece, in order, and says in the end what is wrong with it. `trusted`: fingerprints of the keys
 * that may have signed; none means that any may, which is then for people to compare. `known`: numbers and hashes that
 * were kept elsewhere.
 */
export function createChainVerifier({ trusted = [], known = [] } = {}) {
  const problems = []
  const erased = { changes: 0, origins: 0, names: 0 }
  const keyIds = new Set()
  const knownByNumber = new Map(known.map(({ number, hash }) => [number, hash]))
  const people = new Set()
  let workspaceId
  let start = { number: 0, hash: genesisHash }
  let last = start
  let entries = 0
  let checkpoints = 0
  // A chain whose beginning was removed is as good as the signed checkpoint at which it now begins.
  let anchored = true

  const blame = (number, message) => problems.push({ number, message })

  function begin(header) {
    workspaceId = header.workspaceId
    if (header.start) start = header.start
    last = start
    anchored = start.number === 0
    if (start.number === 0 && start.hash !== genesisHash) blame(0, 'the chain does not begin at the beginning')
    compareKnown(start)
  }

  function compareKnown({ number, hash }) {
    const expected = knownByNumber.get(number)
    if (expected !== undefined && expected !== hash) {
      blame(number, `its hash is not the one that was kept elsewhere (${expected}): the history was written anew`)
    }
  }

  function person(row) {
    if (referenceOf(row) !== row.reference) blame(null, `the name of actor ${row.reference} belongs to somebody else`)
    people.add(row.reference)
  }

  function entry(row) {
    const { number } = row
    if (!anchored) {
      blame(number, 'the entries before it were removed, and no signed checkpoint says that this is where it begins')
      anchored = true
    }
    if (number !== last.number + 1) blame(number, outOfOrder(number, last.number))
    else if (row.previousHash !== last.hash) blame(number, `it does not follow entry ${last.number}`)
    if (hashEntry(workspaceId, row) !== row.hash) blame(number, 'its content is not what was hashed')
    part(row, 'change', row.changeDigest, digestChange)
    part(row, 'origin', row.originDigest, digestOrigin)
    if (!people.has(row.actor)) erased.names++
    entries++
    last = { number, hash: row.hash }
    compareKnown(last)
  }

  /** What may be erased: absent it is counted, present it must be what was hashed. */
  function part(row, name, digest, digestOf) {
    const value = row[name] ?? null
    if (value === null) {
      if (digest !== null) erased[`${name}s`]++
    } else if (digest === null) blame(row.number, `its ${name} was added later`)
    else if (digestOf(value) !== digest) blame(row.number, `its ${name} is not what was hashed`)
  }

  function checkpoint(row) {
    checkpoints++
    if (row.number !== last.number) return blame(row.number, `the checkpoint stands after entry ${last.number}`)
    if (row.hash !== last.hash) return blame(row.number, 'the checkpoint is of another history')
    if (signed(row, checkpointStatement(workspaceId, row), 'checkpoint') && row.number === start.number) anchored = true
  }

  function signed({ number, publicKey, keyId, signature }, statement, what) {
    if (keyIdOf(publicKey) !== keyId) blame(number, `the ${what}'s key is not the one whose fingerprint it names`)
    else if (!isSigned(statement, signature, publicKey)) blame(number, `the ${what}'s signature is not valid`)
    else if (trusted.length > 0 && !trusted.includes(keyId)) blame(number, `the ${what} was signed by ${keyId}`)
    else {
      keyIds.add(keyId)
      return true
    }
    return false
  }

  function result() {
    const notes = []
    for (const number of [...knownByNumber.keys()].sort((one, other) => one - other)) {
      if (number > last.number) blame(number, `it was kept elsewhere, but the chain ends at ${last.number}: it was cut`)
      if (number < start.number) notes.push(`checkpoint ${number} lies before the beginning at ${start.number + 1}`)
    }
    return { problems, notes, workspaceId, start, last, entries, checkpoints, erased, keyIds: [...keyIds] }
  }

  return { begin, person, entry, checkpoint, signed, blame, result }
}

function outOfOrder(number, last) {
  if (number === last + 2) return `entry ${last + 1} is missing before it`
  if (number > last) return `entries ${last + 1} to ${number - 1} are missing before it`
  return `it stands after entry ${last}`
}

/**
 * Verifies an export line by line as it arrives; memory stays flat but for the actors' references. `write` takes the
 * file's bytes in any pieces, `end` answers what was found.
 */
export function createExportVerifier(options = {}) {
  const chain = createChainVerifier(options)
  const digest = createHash('sha256')
  let rest = Buffer.alloc(0)
  let lines = 0
  let state = 'begin'
  let entries = 0

  function write(bytes) {
    let buffer = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes
    for (let at = buffer.indexOf(10); at >= 0; at = buffer.indexOf(10)) {
      line(buffer.subarray(0, at + 1))
      buffer = buffer.subarray(at + 1)
    }
    rest = buffer
  }

  function line(bytes) {
    lines++
    const row = parse(bytes)
    if (state === 'refused') return
    if (row?.type !== 'end' && state !== 'end') digest.update(bytes)
    if (!row) return refuse(`line ${lines} is not JSON`)
    try {
      take(row)
    } catch (error) {
      refuse(`line ${lines} is not one of an audit export: ${error.message}`)
    }
  }

  function take(row) {
    if (state === 'begin') return takeHeader(row)
    if (state === 'end') return refuse(`line ${lines} stands after the end`)
    check(row)
    if (row.type === 'person') return chain.person(row)
    if (row.type === 'checkpoint') return chain.checkpoint(row)
    if (row.type === 'end') return takeEnd(row)
    entries++
    chain.entry(row)
  }

  function takeHeader(row) {
    if (row.type !== 'header' || row.format !== 'watchword-audit' || row.version !== 1) {
      return refuse('this is no audit export of version 1: its first line is not the header of one')
    }
    check(row)
    chain.begin(row)
    state = 'body'
  }

  function takeEnd(row) {
    state = 'end'
    const { workspaceId, last } = chain.result()
    if (row.number !== last.number || row.entries !== entries) {
      chain.blame(last.number, `the export ended at ${row.number} with ${row.entries} entries when it was signed`)
    } else if (row.hash !== last.hash) chain.blame(last.number, 'the signed end is of another history')
    if (!chain.signed(row, exportStatement(workspaceId, row), 'export')) return
    if (row.fileDigest !== digest.digest('hex')) chain.blame(null, 'the file was changed after it was exported')
  }

  function refuse(message) {
    state = 'refused'
    chain.blame(null, message)
  }

  function end() {
    if (rest.length > 0) line(rest)
    if (state === 'body') chain.blame(null, 'the file is cut off: its signed end is missing')
    if (state === 'begin') chain.blame(null, 'the file is empty')
    return chain.result()
  }

  return { write, end }
}

function parse(bytes) {
  try {
    const row = JSON.parse(bytes.toString())
    return typeof row === 'object' ? row : undefined
  } catch {
    return undefined // told by the caller, with the number of the line
  }
}

const shapes = {
  header: { workspaceId: 'string', start: 'object' },
  person: { reference: 'string', salt: 'string', kind: 'string', id: 'string', name: 'string' },
  entry: { number: 'number', at: 'string', actor: 'string', action: 'string', target: 'string', hash: 'string' },
  checkpoint: { number: 'number', hash: 'string', at: 'string', publicKey: 'string', signature: 'string' },
  end: { number: 'number', hash: 'string', at: 'string', entries: 'number', publicKey: 'string', signature: 'string' },
}

function check(row) {
  const shape = Object.hasOwn(shapes, row.type) ? shapes[row.type] : undefined
  if (!shape) throw new Error(`its type is ${JSON.stringify(row.type)}`)
  for (const [name, type] of Object.entries(shape)) {
    if (typeof row[name] !== type || row[name] === null) throw new Error(`its ${name} is not a ${type}`)
  }
}
