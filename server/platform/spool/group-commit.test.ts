import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError, unavailable } from '../errors.ts'
import { createLog } from '../log.ts'
import { createGroupCommit } from './group-commit.ts'

const bounds = {
  sizeBytes: (item: string) => item.length,
  maxBatchItems: 3,
  maxBatchBytes: 10,
  maxWaitingItems: 6,
  maxWaitingBytes: 40,
  lingerMs: 0,
  log: createLog('silent'),
}

test('items that arrive while a batch is written are written together, in order', async () => {
  const batches: string[][] = []
  const spool = createGroupCommit<string, string>({
    ...bounds,
    processBatch: (items) => {
      batches.push(items)
      return Promise.resolve(items.map((item) => item.toUpperCase()))
    },
  })
  assert.deepEqual(await Promise.all(['a', 'b', 'c', 'd'].map(spool.submit)), ['A', 'B', 'C', 'D'])
  assert.deepEqual(batches, [['a', 'b', 'c'], ['d']])
})

test('a batch stays below its size in bytes, but one large item still goes through alone', async () => {
  const batches: string[][] = []
  const spool = createGroupCommit<string, number>({
    ...bounds,
    processBatch: (items) => {
      batches.push(items)
      return Promise.resolve(items.map(() => 1))
    },
  })
  await Promise.all([spool.submit('x'.repeat(12)), spool.submit('123456'), spool.submit('1234567')])
  assert.deepEqual(
    batches.map((batch) => batch.length),
    [1, 1, 1],
  )
})

test('an item that cannot be stored fails alone', async () => {
  const spool = createGroupCommit<string, string>({
    ...bounds,
    processBatch: (items) => (items.includes('bad') ? Promise.reject(new Error('no')) : Promise.resolve(items)),
  })
  const settled = await Promise.allSettled(['a', 'bad', 'c'].map(spool.submit))
  assert.deepEqual(
    settled.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
})

test('when the stores are away every item of the batch is refused at once, and they are asked once', async () => {
  let calls = 0
  const spool = createGroupCommit<string, string>({
    ...bounds,
    processBatch: () => {
      calls += 1
      return Promise.reject(unavailable('away'))
    },
  })
  const settled = await Promise.allSettled(['a', 'b', 'c'].map(spool.submit))
  assert.ok(settled.every(({ status }) => status === 'rejected'))
  assert.equal(calls, 1)
})

test('what is over the bound is refused, and nothing that was accepted is lost', async () => {
  const spool = createGroupCommit<string, string>({ ...bounds, processBatch: (items) => Promise.resolve(items) })
  const settled = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => spool.submit(String(index))))
  assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 6)
  const refused = settled.find(({ status }) => status === 'rejected')
  assert.ok(
    refused?.status === 'rejected' && refused.reason instanceof AppError && refused.reason.code === 'unavailable',
  )
})

test('draining settles what waits and refuses what is new', async () => {
  const spool = createGroupCommit<string, string>({ ...bounds, processBatch: (items) => Promise.resolve(items) })
  const first = spool.submit('a')
  await spool.drain()
  assert.equal(await first, 'a')
  await assert.rejects(spool.submit('b'), { code: 'unavailable' })
})
