import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { recordActivity } from '#platform/activity'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { newSecret } from '#platform/ids'
import { testContext } from '#testing'
import { findCanaries, findCanariesIn } from './canary.ts'

test('a planted secret is found in text, JSON, bytes and files, as itself and encoded', async () => {
  const ctx = await testContext()
  const [inJson, inBytes, inFile, nowhere] = [newSecret(), newSecret(), newSecret(), newSecret()]
  await inTransaction(ctx, (tx) =>
    recordActivity(tx, 'thing.happened', {
      subjectId: 'x',
      data: { deep: [{ url: `https://x/?a=${Buffer.from(`ab${inJson}cd`).toString('base64url')}` }] },
    }),
  )
  await inPlatformTransaction(ctx, ({ db }) =>
    sql`insert into recovery_codes (user_id, code_hash) values (${ctx.actor.id}, ${Buffer.from(inBytes)})`.execute(db),
  )
  await writeFile(join(ctx.config.dataDir, 'blobs', 'leak'), `some bytes ${inFile} more`)
  const canaries = new Map([
    ['inJson', [inJson]],
    ['inBytes', [inBytes]],
    ['inFile', [inFile]],
    ['nowhere', [nowhere]],
  ])
  const hits = (await findCanaries(ctx, canaries)).filter(({ place }) => place !== 'file: postgres')
  assert.deepEqual(hits, [
    { canary: 'inBytes', place: 'database: public.recovery_codes.code_hash' },
    { canary: 'inFile', place: 'file: blobs' },
    { canary: 'inJson', place: 'database: public.activities.data' },
  ])
  await inPlatformTransaction(ctx, ({ db }) =>
    sql`delete from recovery_codes where user_id = ${ctx.actor.id}`.execute(db),
  )
  for (const text of [inJson, encodeURIComponent(inJson), Buffer.from(`x${inJson}`).toString('base64')]) {
    assert.deepEqual(findCanariesIn([['text', text]], canaries), [{ canary: 'inJson', place: 'text' }])
  }
  assert.throws(() => findCanariesIn([['text', 'x']], new Map([['short', ['1234567']]])))
})
