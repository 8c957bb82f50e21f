import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { addProject } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { call, callRoute, testContext, testServices, withRole } from '#testing'
import { endpoints } from '../../../app.ts'
import type { EventAttachment } from '../records.ts'
import { blobKey, contentDisposition, maxFileBytes, maxPerEvent, maxProjectBytes, safeFileName } from './attachment.ts'
import { removeAttachments } from './remove-attachments.ts'
import { attachmentRoute } from './routes.ts'
import { attachmentStore } from './store-attachments.ts'

const eventId = 'e'.repeat(32)

async function openHouse(time = '2034-01-01T10:00:00Z') {
  const now = new Date(time)
  const ctx: Context = { ...(await testContext()), now: () => now }
  const { id: projectId } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  assert.ok('write' in attachmentStore)
  const { write } = attachmentStore
  return {
    ctx,
    projectId,
    send: (...files: Partial<EventAttachment>[]) =>
      write(
        ctx,
        { workspaceId: ctx.workspaceId, projectId },
        files.map((file) => ({
          ...{ receivedAt: now, eventId, fileName: 'log.txt', contentType: 'text/plain', bytes: Buffer.from('hello') },
          ...file,
        })),
      ),
    list: async () =>
      (await (await call(ctx, endpoints, 'GET', `/attachments?projectId=${projectId}&eventId=${eventId}`)).json())
        .items,
    fetch: (id: string, as: Context = ctx, headers: Record<string, string> = {}) =>
      callRoute(
        as,
        [attachmentRoute(() => Promise.resolve({ ctx: as, person: null, forgeable: false }))],
        new Request(`http://localhost/api/v1/attachments/${id}/file`, { headers }),
      ),
    outcomes: () =>
      inTransaction(ctx, (tx) =>
        tx.db.selectFrom('ingestOutcomes').select(['reason', 'quantity']).where('projectId', '=', projectId).execute(),
      ),
    keys: async () => {
      const keys: string[] = []
      for await (const { key } of ctx.blobs.list(`${ctx.workspaceId}/attachment/`)) keys.push(key)
      return keys
    },
  }
}

test('a file is fetched as it was sent, for saving, and a browser neither shows nor guesses it', async () => {
  const house = await openHouse()
  const bytes = Buffer.from('<script>alert(1)</script>')
  await house.send({ fileName: '../../evil\r\n"ü.html', contentType: 'text/html; x=1', bytes })
  const [{ id, ...rest }] = await house.list()
  assert.partialDeepStrictEqual(rest, { fileName: 'evil___ü.html', contentType: 'text/html', sizeBytes: bytes.length })
  const answer = await house.fetch(id)
  assert.equal(answer.status, 200)
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), bytes)
  assert.equal(answer.headers.get('content-type'), 'application/octet-stream')
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
  assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; /)
  assert.match(answer.headers.get('content-security-policy') ?? '', /sandbox/)
})

test('another workspace, and a page of another site, get nothing of a file', async () => {
  const [house, other] = [await openHouse(), await openHouse()]
  await house.send({})
  const [{ id }] = await house.list()
  const refused = await house.fetch(id, other.ctx)
  assert.equal(refused.status, 404)
  const missing = await house.fetch('att_' + '0'.repeat(32))
  const words = async (answer: Response) => ({ ...((await answer.json()) as object), requestId: '' })
  assert.deepEqual(await words(refused), await words(missing))
  assert.equal((await house.fetch(id, house.ctx, { 'sec-fetch-site': 'cross-site' })).status, 403)
  assert.equal((await house.fetch(id, withRole(house.ctx, 'viewer'))).status, 200)
  assert.equal((await house.fetch(id, { ...house.ctx, permissions: new Set() })).status, 403)
})

test('a request that is sent again leaves one file, and two files of one name are two', async () => {
  const house = await openHouse()
  await house.send({}, {}, { bytes: Buffer.from('other') })
  await house.send({})
  assert.equal((await house.list()).length, 2)
  assert.equal((await house.keys()).length, 2)
})

test('a file that was cut off is written when it is sent again', async () => {
  const house = await openHouse()
  await house.send({})
  await inTransaction(house.ctx, (tx) =>
    tx.db.updateTable('attachments').set({ state: 'writing' }).where('workspaceId', '=', tx.workspaceId).execute(),
  )
  const [key] = await house.keys()
  await house.ctx.blobs.delete(key!)
  assert.deepEqual(await house.list(), [])
  await house.send({})
  assert.equal((await house.list()).length, 1)
  assert.deepEqual(await house.keys(), [key])
  assert.equal((await buffer((await house.ctx.blobs.get(key!)).body)).toString(), 'hello')
})

test('files are bounded by number, by size and by what a project has, and what is over is counted', async () => {
  const house = await openHouse()
  await house.send(...Array.from({ length: maxPerEvent + 1 }, (_, n) => ({ fileName: `${n}.txt` })))
  assert.equal((await house.list()).length, maxPerEvent)
  const another = { eventId: 'f'.repeat(32) }
  await house.send({ ...another, bytes: Buffer.alloc(maxFileBytes + 1) }, { ...another, bytes: Buffer.alloc(0) })
  await inTransaction(house.ctx, (tx) =>
    tx.db
      .updateTable('attachments')
      .set({ sizeBytes: maxProjectBytes - (maxPerEvent - 1) * 5 - 10 })
      .where('workspaceId', '=', tx.workspaceId)
      .where('fileName', '=', '0.txt')
      .execute(),
  )
  await house.send({ eventId: 'd'.repeat(32), bytes: Buffer.alloc(10) })
  await house.send({ eventId: 'c'.repeat(32), bytes: Buffer.alloc(1) })
  assert.deepEqual(
    (await house.outcomes()).sort((a, b) => (a.reason < b.reason ? -1 : 1)),
    [
      { reason: 'attachment_space', quantity: 1 },
      { reason: 'too_large', quantity: 1 },
      { reason: 'too_many_attachments', quantity: 1 },
    ],
  )
})

test('a file goes when its name is swept, and one that was never finished after an hour', async () => {
  const house = await openHouse('2034-02-01T10:00:00Z')
  await house.send({ fileName: 'a.txt' }, { fileName: 'b.txt' }, { fileName: 'c.txt' })
  const [pruned, unfinished, kept] = await house.list()
  await inTransaction(house.ctx, async (tx) => {
    const change = (id: string, set: object) =>
      tx.db.updateTable('attachments').set(set).where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
    await change(pruned.id, { fileName: '', contentType: '', digest: '' })
    await change(unfinished.id, { state: 'writing' })
  })
  assert.equal((await house.fetch(pruned.id)).status, 404, 'gone at once')
  const later = { ...(await testServices()), now: () => new Date('2034-02-01T11:00:01Z') }
  await removeAttachments(later)
  assert.deepEqual(await house.keys(), [blobKey(house.ctx.workspaceId, kept.id)])
  const left = await house.list()
  assert.deepEqual(left.map(({ removed }: { removed: boolean }) => removed).sort(), [false, true, true])
})

test('names of files are one line without a path', () => {
  const names: [string, string][] = [
    ['../../etc/passwd', 'passwd'],
    ['C:\\temp\\dump.dmp', 'dump.dmp'],
    ['..', 'attachment'],
    ['', 'attachment'],
    ['a\u0000b\u202Egpj.exe', 'a_b_gpj.exe'],
  ]
  for (const [given, safe] of names) assert.equal(safeFileName(given), safe)
  assert.equal(safeFileName('x'.repeat(300)).length, 200)
  assert.equal(contentDisposition('ü"%.txt'), `attachment; filename="___.txt"; filename*=UTF-8''%C3%BC%22%25.txt`)
})
