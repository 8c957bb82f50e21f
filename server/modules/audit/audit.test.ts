/** The audit log as people use it: the list, the export, and the command that verifies it without us. */
import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { endpoints, recordAudit } from '#modules/audit'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newHexKey } from '#platform/ids'
import { createVaultKeys, parseSecretKey } from '#platform/vault'
import { call, testContext, withoutFreshness, withRole } from '#testing'
import { makeCheckpoints } from './make-checkpoints.ts'
import { appendEntries, exportAs, listAll, verifyText } from './test-support.ts'
import { createExportVerifier, exportStatement, hashEntry, keyIdOf, type ChainEntry } from './verify.mjs'

const list = async (ctx: Context, query = '') => {
  const answer = await call(ctx, endpoints, 'GET', `/audit-entries${query}`)
  assert.equal(answer.status, 200, query)
  return answer.json()
}

test('an entry says who did what, when, from where, and what it was before and after [OPS-49] [CAB-13] [AHU-07]', async () => {
  const ctx = await testContext()
  await appendEntries(ctx, 1)
  const { items } = await list(ctx)
  assert.partialDeepStrictEqual(items[0], {
    number: 1,
    action: 'thing.changed',
    targetId: 'thing-1',
    actor: { kind: 'user', id: ctx.actor.id, name: 'Ada Tester' },
    remoteAddress: '192.0.2.7',
    before: { size: 0 },
    after: { size: 1 },
  })
})

test('entries are found by actor, action, target and time, page by page [CAB-13]', async () => {
  const ctx = await testContext()
  const key: Context = { ...ctx, actor: { kind: 'apiKey', id: 'key_1', name: 'Deploys' } }
  await appendEntries(ctx, 3)
  await inTransaction(key, (tx) => recordAudit(tx, 'other.done', { targetId: 'thing-2' }))
  const numbers = async (query: string) => (await list(ctx, query)).items.map(({ number }: ChainEntry) => number)
  assert.deepEqual(await numbers(''), [4, 3, 2, 1])
  assert.deepEqual(await numbers('?actor=key_1'), [4])
  assert.deepEqual(await numbers(`?actor=${ctx.actor.id}`), [3, 2, 1])
  assert.deepEqual(await numbers('?action=thing.'), [3, 2, 1])
  assert.deepEqual(await numbers('?action=other.done&actor=key_1&target=thing-2'), [4])
  assert.deepEqual(await numbers('?target=thing-2'), [4, 2])
  const { items } = await list(ctx)
  assert.deepEqual(await numbers(`?from=${items[0].at}`).then((found) => found[0]), 4)
  assert.deepEqual(await numbers(`?to=${items[3].at}`), [])
  const first = await list(ctx, '?limit=3')
  assert.deepEqual(await numbers(`?limit=3&cursor=${first.nextCursor}`), [1])
})

test('what a filter cannot be is refused with its name [AHU-27]', async () => {
  const ctx = await testContext()
  for (const query of ['?from=yesterday', '?cursor=x', '?actor=', '?target=%00', '?limit=0', '?action=a&action=b']) {
    const answer = await call(ctx, endpoints, 'GET', `/audit-entries${query}`)
    assert.equal(answer.status, 400, query)
  }
  assert.deepEqual((await list(ctx, `?actor=${encodeURIComponent("' or 1=1 --")}`)).items, [])
})

test('another workspace sees nothing of it, and who may not read it is refused [CAB-13] [SEN-27]', async () => {
  const [ctx, other] = [await testContext(), await testContext()]
  await appendEntries(ctx, 1)
  assert.deepEqual((await list(other)).items, [])
  assert.doesNotMatch(await (await exportAs(other)).text(), /thing-1/)
  for (const role of ['viewer', 'member'] as const) {
    for (const path of ['/audit-entries', '/audit-checkpoints']) {
      assert.equal((await call(withRole(ctx, role), endpoints, 'GET', path)).status, 403)
    }
    assert.equal((await exportAs(withRole(ctx, role))).status, 403)
  }
  assert.equal((await call(withRole(ctx, 'admin'), endpoints, 'GET', '/audit-entries')).status, 200)
})

test('an export needs a factor that was proved just now, and is itself an entry [CAB-13]', async () => {
  const ctx = await testContext()
  const refused = await exportAs(withoutFreshness(ctx))
  assert.equal(refused.status, 403)
  assert.partialDeepStrictEqual(await refused.json(), { code: 'fresh_factor_required' })
  assert.equal((await exportAs(ctx, 'xml')).status, 400)
  assert.deepEqual(await listAll(ctx), [])
  const answer = await exportAs(ctx)
  assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; filename="audit-wks_\w+-[\d-]+\.jsonl"$/)
  assert.match(await answer.text(), /"action":"audit.exported"/)
  assert.deepEqual(
    (await listAll(ctx)).map(({ action }) => action),
    ['audit.exported'],
  )
})

test('a spreadsheet is given no formula, and one line for each entry [CAB-13]', async () => {
  const ctx = await testContext()
  const actor = { ...ctx.actor, name: '=HYPERLINK("http://evil.example")' }
  const origin = { remoteAddress: '192.0.2.7', userAgent: '+cmd|calc\r\n@SUM(A1)' }
  for (const targetId of ['@SUM(1)', '-1', '\t=1', 'a,"b"\nc', ' =1']) {
    await inTransaction({ ...ctx, actor, origin }, (tx) =>
      recordAudit(tx, 'thing.changed', { targetId, after: { text: '=1\n2' } }),
    )
  }
  const text = await (await exportAs(ctx, 'csv')).text()
  const lines = text.trimEnd().split('\r\n')
  assert.equal(lines.length, 1 + 5 + 1)
  for (const line of lines.slice(1)) {
    assert.doesNotMatch(line, /[\r\n\t]/)
    assert.doesNotMatch(line, /(^|,)"\s*[=+\-@]/)
  }
  assert.match(lines[1]!, /"'@SUM\(1\)"/)
  assert.match(lines[4]!, /"a,""b"" c"/)
})

test('the bytes that are hashed are those of the documentation [OPS-49]', () => {
  const entry = {
    number: 1,
    at: '2026-01-02T03:04:05.678Z',
    actor: 'a'.repeat(32),
    action: 'thing.changed',
    target: 'thing "1"',
    changeDigest: null,
    originDigest: 'b'.repeat(64),
    previousHash: '0'.repeat(64),
  }
  const bytes =
    `["watchword-audit-entry-1","wks_1",1,"2026-01-02T03:04:05.678Z","${entry.actor}","thing.changed",` +
    `"thing \\"1\\"",null,"${entry.originDigest}","${entry.previousHash}"]`
  assert.equal(hashEntry('wks_1', entry), createHash('sha256').update(bytes).digest('hex'))
})

/** An export of six entries with a checkpoint after the fourth. */
async function exported(): Promise<{ ctx: Context; text: string; keyId: string; checkpoint: string }> {
  const ctx = await testContext()
  await appendEntries(ctx, 4)
  await makeCheckpoints({ ...ctx, now: () => new Date(Date.now() + 25 * 3_600_000) })
  await appendEntries(ctx, 1)
  const text = await (await exportAs(ctx)).text()
  const { keyId } = await (await call(ctx, endpoints, 'GET', '/audit-key')).json()
  const { items } = await (await call(ctx, endpoints, 'GET', '/audit-checkpoints')).json()
  return { ctx, text, keyId, checkpoint: `${items[0].number}:${items[0].hash}` }
}

test('an export verifies with the command alone, on the machine’s own Node [OPS-49] [CAB-13] [AHU-07]', async () => {
  const { text, keyId, checkpoint } = await exported()
  const bare = verifyText(text)
  assert.equal(bare.exitCode, 0, bare.output)
  assert.match(bare.output, new RegExp(`signed by +${keyId}`))
  assert.match(bare.output, /The key is the one that the file itself brings/)
  const sure = verifyText(text, '--key', keyId, '--checkpoint', checkpoint)
  assert.equal(sure.exitCode, 0, sure.output)
  assert.match(sure.output, /entries +6, from 1 to 6\ncheckpoints +1 in the file, 1 kept elsewhere/)
  assert.equal(verifyText(text, '--key', 'nonsense').exitCode, 2)
  assert.equal(verifyText(text, '--key', 'f'.repeat(64)).exitCode, 1)
  assert.equal(verifyText('', '--key', keyId).exitCode, 1)
})

type Line = Record<string, unknown> & { type: string; number: number }
const parse = (text: string): Line[] => text.trimEnd().split('\n').map((line) => JSON.parse(line)) // prettier-ignore
const print = (lines: object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('')

/** Changes one entry and leaves its hash. */
const edit = (number: number, change: object) => (lines: Line[]) =>
  lines.map((line) => (line.type === 'entry' && line.number === number ? { ...line, ...change } : line))

/** Writes all hashes anew, so that the chain is whole again. */
function rechain(lines: Line[]): Line[] {
  let head = { number: 0, hash: '0'.repeat(64) }
  return lines.map((line) => {
    if (line.type === 'checkpoint' || line.type === 'end') return { ...line, ...head }
    if (line.type !== 'entry') return line
    const entry = { ...line, number: head.number + 1, previousHash: head.hash } as unknown as ChainEntry
    head = { number: entry.number, hash: hashEntry(String(lines[0]!['workspaceId']), entry) }
    return { ...line, ...entry, hash: head.hash }
  })
}

/** Signs the end, over the file as it now is, with a key of one's own. */
function resign(lines: Line[], claim: object = {}): Line[] {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const body = lines.slice(0, -1)
  const fileDigest = createHash('sha256').update(print(body)).digest('hex')
  const x = String(publicKey.export({ format: 'jwk' }).x)
  const end = { ...lines.at(-1)!, fileDigest, entries: body.filter(({ type }) => type === 'entry').length }
  const statement = exportStatement(String(lines[0]!['workspaceId']), end as never)
  const signature = sign(null, Buffer.from(statement), privateKey).toString('base64url')
  return [...body, { ...end, publicKey: x, keyId: keyIdOf(x), signature, ...claim }]
}

const changedTarget = { target: 'thing-9' }
const manipulations: [name: string, manipulate: (lines: Line[]) => Line[], expected: RegExp][] = [
  ['a field is edited', edit(3, changedTarget), /wrong at entry 3: its content is not what was hashed/],
  ['a time is edited', edit(2, { at: '2020-01-01T00:00:00.000Z' }), /wrong at entry 2: its content/],
  [
    'an entry is edited and hashed anew',
    (lines) =>
      edit(
        3,
        rechain(edit(3, changedTarget)(lines)).find(({ number }) => number === 3)!,
      )(lines),
    /wrong at entry 4: it does not follow entry 3/,
  ],
  [
    'a change is edited',
    edit(3, { change: { salt: 'AAAA', before: { size: 7 }, after: { size: 8 } } }),
    /wrong at entry 3: its change is not what was hashed/,
  ],
  [
    'an address is edited',
    edit(3, { origin: { salt: 'AAAA', remoteAddress: '10.0.0.1', userAgent: '' } }),
    /wrong at entry 3: its origin is not what was hashed/,
  ],
  ['a change is taken out of the file', edit(3, { change: null }), /wrong: the file was changed after it was exported/],
  [
    'an actor’s id is exchanged',
    (lines) => lines.map((line) => (line.type === 'person' ? { ...line, id: 'usr_other' } : line)),
    /wrong: the name of actor [0-9a-f]{32} belongs to somebody else/,
  ],
  [
    'an actor’s name is exchanged',
    (lines) => lines.map((line) => (line.type === 'person' ? { ...line, name: 'Somebody' } : line)),
    /wrong: the file was changed after it was exported/,
  ],
  [
    'an entry is deleted',
    (lines) => lines.filter(({ type, number }) => type !== 'entry' || number !== 3),
    /wrong at entry 4: entry 3 is missing before it/,
  ],
  [
    'the first entry is deleted',
    (lines) => lines.filter(({ type, number }) => type !== 'entry' || number !== 1),
    /wrong at entry 2: entry 1 is missing before it/,
  ],
  [
    'an entry is inserted',
    (lines) => lines.flatMap((line) => (line.type === 'entry' && line.number === 3 ? [line, line] : [line])),
    /wrong at entry 3: it stands after entry 3/,
  ],
  [
    'two entries are exchanged',
    (lines) => {
      const [one, two] = [2, 3].map((number) =>
        lines.findIndex((line) => line.type === 'entry' && line.number === number),
      )
      return lines.with(one!, lines[two!]!).with(two!, lines[one!]!)
    },
    /wrong at entry 3: entry 2 is missing before it/,
  ],
  ['the tail is cut', (lines) => lines.toSpliced(-2, 1), /wrong at entry 5: the export ended at 6 with 6 entries/],
  [
    'the tail is cut with its end',
    (lines) => lines.slice(0, -2),
    /wrong: the file is cut off: its signed end is missing/,
  ],
  [
    'a checkpoint is edited',
    (lines) => lines.map((line) => (line.type === 'checkpoint' ? { ...line, at: '2020-01-01T00:00:00.000Z' } : line)),
    /wrong at entry 4: the checkpoint's signature is not valid/,
  ],
  [
    'the history is written anew',
    (lines) => rechain(edit(3, changedTarget)(lines)),
    /the checkpoint's signature is not/,
  ],
  [
    'the history is written anew, without checkpoints, with the name of our key',
    (lines) => {
      const { publicKey, keyId } = lines.at(-1)!
      const others = rechain(edit(3, changedTarget)(lines)).filter(({ type }) => type !== 'checkpoint')
      return resign(others, { publicKey, keyId })
    },
    /wrong at entry 6: the export's signature is not valid/,
  ],
  ['something is added after the end', (lines) => [...lines, lines[1]!], /line 11 stands after the end/],
]

test('whoever manipulates an export is found out [OPS-49] [CAB-13] [AHU-07] [AHU-27]', async (t) => {
  const { text } = await exported()
  for (const [name, manipulate, expected] of manipulations) {
    await t.test(name, () => {
      const { exitCode, output } = verifyText(print(manipulate(parse(text))))
      assert.match(output, expected)
      assert.equal(exitCode, 1)
    })
  }
  await t.test('the file is cut in the middle of a line', () => {
    const { exitCode, output } = verifyText(text.slice(0, -300))
    assert.match(output, /line \d+ is not JSON/)
    assert.equal(exitCode, 1)
  })
})

test('a whole history with a key of one’s own is found out by the key or by a kept checkpoint [OPS-49]', async () => {
  const { text, keyId, checkpoint } = await exported()
  const others = rechain(edit(3, changedTarget)(parse(text))).filter(({ type }) => type !== 'checkpoint')
  const forged = print(resign(others))
  const believed = verifyText(forged)
  assert.equal(believed.exitCode, 0)
  assert.ok(!believed.output.includes(keyId), 'it shows the other key')
  const byKey = verifyText(forged, '--key', keyId)
  assert.match(byKey.output, /the export was signed by/)
  assert.equal(byKey.exitCode, 1)
  const byCheckpoint = verifyText(forged, '--checkpoint', checkpoint)
  assert.match(byCheckpoint.output, /wrong at entry 4: its hash is not the one that was kept elsewhere/)
  assert.equal(byCheckpoint.exitCode, 1)
  const cut = verifyText(text, '--checkpoint', `9:${'a'.repeat(64)}`)
  assert.match(cut.output, /wrong at entry 9: it was kept elsewhere, but the chain ends at 6: it was cut/)
})

test('after the master key was changed old checkpoints verify with the key that signed them [OPS-49]', async () => {
  const { ctx, keyId: oldId } = await exported()
  const vault = createVaultKeys(parseSecretKey(newHexKey(32)), ctx.vault.master)
  const changed: Context = { ...ctx, vault }
  const { keyId, previous } = await (await call(changed, endpoints, 'GET', '/audit-key')).json()
  assert.notEqual(keyId, oldId)
  assert.equal(previous[0].keyId, oldId)
  const text = await (await exportAs(changed)).text()
  assert.equal(verifyText(text, '--key', keyId, '--key', oldId).exitCode, 0)
  assert.match(verifyText(text, '--key', keyId).output, new RegExp(`entry 4: the checkpoint was signed by ${oldId}`))
})

test('what is no export at all is refused and breaks nothing [AHU-27]', () => {
  for (const text of [
    '',
    'null\n',
    '[]\n',
    '{}\n',
    '{"type":"header","format":"watchword-audit","version":1}\n',
    '\n\n',
  ]) {
    const verifier = createExportVerifier()
    verifier.write(Buffer.from(text))
    assert.notEqual(verifier.end().problems.length, 0, text)
  }
})
