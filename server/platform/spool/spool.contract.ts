/** What every spool promises, whatever it is built on. Each implementation's test file runs this suite. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError, unavailable } from '../errors.ts'
import type { Spool } from './group-commit.ts'

export type Item = { id: string; text: string }
export type ItemSpool = Spool<Item, { duplicate: boolean }>

/** A store that counts each item once, and can be away or choke on an item. */
export type TestStore = {
  processBatch(this: void, items: Item[]): Promise<{ duplicate: boolean }[]>
  /** Ids in the order in which they were stored. */
  stored: string[]
  /** Items that were given up, also those that came without a name. */
  givenUp: (Item | undefined)[]
  away: boolean
}

export type SpoolBounds = { maxWaitingItems: number; maxWaitingBytes: number }

/** One storage for all spools that are opened in it. */
export type SpoolFixture = {
  open(store: TestStore, bounds?: Partial<SpoolBounds>): Promise<ItemSpool>
  /** Ends like a process that is killed: without draining. */
  abandon(spool: ItemSpool): Promise<void>
  close(): Promise<void>
}

export function testStore(): TestStore {
  const store: TestStore = {
    stored: [],
    givenUp: [],
    away: false,
    processBatch: (items) => {
      if (store.away) return Promise.reject(unavailable('away'))
      if (items.some(({ text }) => text === 'poison')) return Promise.reject(new Error('cannot be stored'))
      const answers = items.map(({ id }) => {
        const duplicate = store.stored.includes(id)
        if (!duplicate) store.stored.push(id)
        return { duplicate }
      })
      return Promise.resolve(answers)
    },
  }
  return store
}

export function items(count: number, prefix = 'item'): Item[] {
  return Array.from({ length: count }, (_, index) => ({ id: `${prefix}-${index}`, text: `text ${index}` }))
}

/** Waits for what a consumer does in its own time; fails after fifteen seconds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let n = 0; n < 1500; n += 1) {
    if (holds()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`waited fifteen seconds for ${what}`)
}

const ids = (list: readonly Item[]): string[] => list.map(({ id }) => id)

export function spoolContract(name: string, openFixture: () => Promise<SpoolFixture>, skip: string | false): void {
  const guarantee = (sentence: string, run: (fixture: SpoolFixture) => Promise<void>): void => {
    void test(`${name}: ${sentence}`, { skip }, async () => {
      const fixture = await openFixture()
      try {
        await run(fixture)
      } finally {
        await fixture.close()
      }
    })
  }

  guarantee('what was answered is stored, also when the process that took it in ends at once', async (fixture) => {
    const store = testStore()
    const spool = await fixture.open(store)
    await Promise.all(items(50).map((item) => spool.submit(item)))
    await fixture.abandon(spool)
    await fixture.open(store)
    await until('all items', () => store.stored.length === 50)
    assert.deepEqual(store.stored.toSorted(), ids(items(50)).toSorted())
  })

  guarantee('items that follow each other are stored in their order', async (fixture) => {
    const store = testStore()
    const spool = await fixture.open(store)
    for (const item of items(20)) await spool.submit(item)
    await until('all items', () => store.stored.length === 20)
    assert.deepEqual(store.stored, ids(items(20)))
  })

  guarantee('what is sent again is stored once, and its sender may know', async (fixture) => {
    const store = testStore()
    const spool = await fixture.open(store)
    const [item] = items(1) as [Item]
    assert.deepEqual(await spool.submit(item), { duplicate: false })
    assert.deepEqual(await spool.submit(item), { duplicate: true })
    await spool.submit({ id: 'other', text: '' })
    await until('both', () => store.stored.includes('other'))
    assert.deepEqual(store.stored, [item.id, 'other'])
  })

  guarantee('an item that cannot be stored ends visibly and takes none of the others with it', async (fixture) => {
    const store = testStore()
    const spool = await fixture.open(store)
    const poison = { id: 'bad', text: 'poison' }
    const good = items(10)
    const all = [...good.slice(0, 5), poison, ...good.slice(5)]
    const sent = all.map((item) => spool.submit(item).catch(() => store.givenUp.push(item)))
    await Promise.all(sent)
    await until('the others', () => store.stored.length === 10)
    await until('its end', () => store.givenUp.length === 1)
    assert.deepEqual(store.stored.toSorted(), ids(good).toSorted())
    assert.deepEqual(store.givenUp, [poison])
  })

  guarantee('while the stores are away nothing that was answered is lost', async (fixture) => {
    const store = testStore()
    const spool = await fixture.open(store)
    store.away = true
    const settled = await Promise.allSettled(items(10).map((item) => spool.submit(item)))
    store.away = false
    const answered = items(10).filter((_, index) => settled[index]?.status === 'fulfilled')
    for (const outcome of settled) {
      if (outcome.status === 'rejected') assert.equal((outcome.reason as AppError).code, 'unavailable')
    }
    await until('what was answered', () => store.stored.length === answered.length)
    assert.deepEqual(store.stored.toSorted(), ids(answered).toSorted())
    assert.deepEqual(store.givenUp, [])
  })

  guarantee('what is over the bound is refused with 503, and what was accepted is stored', async (fixture) => {
    for (const bounds of [{ maxWaitingItems: 6 }, { maxWaitingBytes: 6 * 'text 0'.length }]) {
      const store = testStore()
      const spool = await fixture.open(store, bounds)
      const prefix = Object.keys(bounds).join()
      const settled = await Promise.allSettled(items(8, prefix).map((item) => spool.submit(item)))
      const refused = settled.filter((outcome) => outcome.status === 'rejected')
      assert.equal(refused.length, 2)
      for (const { reason } of refused) {
        assert.ok(reason instanceof AppError && reason.status === 503 && reason.retryAfterSeconds !== undefined)
      }
      await until('the accepted', () => store.stored.length === 6)
      await spool.drain()
    }
  })

  guarantee('draining settles what waits and refuses what is new', async (fixture) => {
    const store = testStore()
    const spool = await fixture.open(store)
    const sent = items(10).map((item) => spool.submit(item))
    await spool.drain()
    assert.equal(spool.depth(), 0)
    assert.equal((await Promise.allSettled(sent)).filter(({ status }) => status === 'rejected').length, 0)
    await assert.rejects(spool.submit({ id: 'late', text: '' }), { code: 'unavailable' })
    await fixture.open(store)
    await until('all items', () => store.stored.length === 10)
  })
}
