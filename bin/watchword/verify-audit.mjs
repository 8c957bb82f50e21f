/** `watchword audit verify <export>`: what an export of the audit log proves, and what is wrong with it. */
import { createReadStream, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createExportVerifier, keyIdOf } from '../../server/modules/audit/verify.mjs'

export const auditUsage = `usage: watchword audit verify <export> [--key <key>]… [--checkpoint <checkpoint>]…

  <export>       file of GET /api/v1/audit-export?format=json; - for standard input
  --key          the key that must have signed: its id, as checkpoint mails name it, or the public key itself.
                 Several, if the key was changed. Without it the key in the file is believed and shown.
  --checkpoint   what was kept elsewhere: <number>:<hash>, or a file that contains it (a saved checkpoint mail,
                 an answer of GET /api/v1/audit-checkpoints)`

const shownProblems = 20

/** Prints what it found and answers the exit code: 0 good, 1 not good, 2 not understood or not readable. */
export async function verifyAudit(args) {
  let input
  try {
    input = readArguments(args)
  } catch (error) {
    console.error(`${error.message}\n\n${auditUsage}`)
    return 2
  }
  const verifier = createExportVerifier(input)
  try {
    const bytes = input.path === '-' ? process.stdin : createReadStream(input.path, { highWaterMark: 1 << 20 })
    for await (const piece of bytes) verifier.write(piece)
  } catch (error) {
    console.error(`cannot read ${input.path}: ${error.message}`)
    return 2
  }
  return report(verifier.end(), input)
}

function readArguments(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { key: { type: 'string', multiple: true }, checkpoint: { type: 'string', multiple: true } },
  })
  const [path, ...more] = positionals
  if (path === undefined || more.length > 0) throw new Error('name one export')
  return {
    path,
    trusted: (values.key ?? []).map(readKey),
    known: (values.checkpoint ?? []).flatMap(readCheckpoints),
  }
}

/** A fingerprint, or the public key whose fingerprint it is. */
function readKey(text) {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase()
  if (/^[\w-]{43}$/.test(text)) return keyIdOf(text)
  throw new Error(`--key: expected 64 hex digits or a public key of 43 characters, got ${text}`)
}

function readCheckpoints(text) {
  const given = pointsIn(text)
  if (given.length > 0) return given
  // A saved mail may be in quoted-printable, which breaks long lines.
  const found = pointsIn(readFileSync(text, 'utf8').replaceAll(/=\r?\n/g, ''))
  if (found.length === 0) throw new Error(`--checkpoint: there is no checkpoint in ${text}`)
  return found
}

function pointsIn(text) {
  const written = [...text.matchAll(/\b(\d{1,15}):([0-9a-f]{64})\b/g)]
  const inJson = [...text.matchAll(/"number":\s*(\d{1,15}),\s*"hash":\s*"([0-9a-f]{64})"/g)]
  return [...written, ...inJson].map(([, number, hash]) => ({ number: Number(number), hash }))
}

function report(
  { problems, notes, workspaceId, start, last, entries, checkpoints, erased, keyIds },
  { trusted, known },
) {
  for (const { number, message } of problems.slice(0, shownProblems)) {
    console.log(number === null ? `wrong: ${message}` : `wrong at entry ${number}: ${message}`)
  }
  if (problems.length > shownProblems) console.log(`… and ${problems.length - shownProblems} more`)
  for (const note of notes) console.log(`note: ${note}`)
  if (problems.length > 0) {
    console.log(`\nNOT VERIFIED: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`)
    return 1
  }
  console.log(`workspace    ${workspaceId}`)
  console.log(`entries      ${entries}, from ${start.number + 1} to ${last.number}`)
  console.log(`checkpoints  ${checkpoints} in the file, ${known.length} kept elsewhere`)
  console.log(
    `erased       ${erased.changes} changes, ${erased.origins} origins, ${erased.names} entries without a name`,
  )
  for (const keyId of keyIds) console.log(`signed by    ${keyId}`)
  if (trusted.length === 0) {
    console.log(
      '\nThe key is the one that the file itself brings. Compare it with the key id in the checkpoint mails, or name it\n' +
        'with --key: whoever wrote the whole history anew would have signed it with a key of his own.',
    )
  }
  console.log('\nverified')
  return 0
}
