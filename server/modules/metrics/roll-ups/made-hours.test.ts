/** An answer is right whatever happened to those who roll up. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { AppError } from '#platform/errors'
import { openHouse, type House } from '../house.fixture.ts'
import { snappyOf, v1Headers, v2Headers, writeV1, writeV2, type SentSeries } from '../remote-write/message.fixture.ts'
import { readMadeHours } from './made-hours.ts'
import { makeHours } from './make-hours.ts'
import { listDueHours, rollUpWorkspace, runsOf } from './roll-up-workspace.ts'
import { nothingYet } from './split-hours.ts'
import { askBothWays, differenceOf } from './roll-ups.fixture.ts'

const hourMs = 3_600_000
const minuteMs = 60_000

type Era = {
  house: House
  fullMs: number
  move(ms: number): void
  write(samples: SentSeries['samples']): Promise<void>
}

/** Half past an hour of today, with a sample a minute for nine hours before. */
async function openEra(t: TestContext): Promise<Era> {
  const fullMs = Math.floor(Date.now() / hourMs) * hourMs
  let nowMs = fullMs + 30 * minuteMs
  const now = () => new Date(nowMs)
  const opened = await openHouse(t, { now })
  const house = { ...opened, ctx: { ...opened.ctx, now } }
  const write = async (samples: SentSeries['samples']): Promise<void> => {
    const series = [{ labels: [['__name__', 'm_total']] as [string, string][], samples: samples ?? [] }]
    const { status, text } = await house.post('/prometheus/api/v1/write', snappyOf(writeV1(series)), v1Headers)
    assert.equal(status, 204, text)
  }
  await write(Array.from({ length: 9 * 60 }, (_, at) => ({ at: fullMs - at * minuteMs - 1, value: 10_000 - at })))
  return { house, fullMs, move: (ms) => (nowMs += ms), write }
}

const ask = ({ house, fullMs }: Era) =>
  askBothWays(house.ctx, {
    ...{ text: 'increase(m_total[1h])', startMs: fullMs - 8 * hourMs, endMs: fullMs, stepMs: hourMs },
  })

const check = async (era: Era, inBuckets: number, when: string): Promise<void> => {
  const answers = await ask(era)
  assert.equal(differenceOf(answers), null, when)
  assert.equal(answers.inBuckets, inBuckets, when)
}

test('hours are made when they are old enough and left alone, marked by what comes late, and made again', async (t) => {
  const era = await openEra(t)
  const { ctx } = era.house
  // All was written just now and is late, so that it may not be on the disk yet for all that anyone knows. Only hours
  // of the day from before the first sample are due.
  const early = (await listDueHours(ctx, 100)).filter(({ hour }) => hour.getTime() >= era.fullMs - 9 * hourMs)
  assert.deepEqual(early, [])
  await check(era, 0, 'before anything is made')
  era.move(5 * minuteMs)
  assert.ok((await listDueHours(ctx, 100)).length >= 9)
  assert.equal(await rollUpWorkspace(ctx), false)
  assert.deepEqual(await listDueHours(ctx, 100), [])
  await check(era, 1, 'all made')

  await era.write([{ at: era.fullMs - 3 * hourMs - 7, value: 500_000 }])
  assert.deepEqual(await listDueHours(ctx, 100), [], 'marked just now')
  await check(era, 1, 'an hour is marked')
  era.move(5 * minuteMs)
  const due = await listDueHours(ctx, 100)
  assert.deepEqual(
    due.map(({ hour }) => hour.getTime()),
    [era.fullMs - 4 * hourMs],
  )
  await rollUpWorkspace(ctx)
  await check(era, 1, 'made again')
  const made = await readMadeHours(ctx.columns.forWorkspace(ctx.workspaceId), {
    fromMs: era.fullMs - 4 * hourMs,
    toMs: era.fullMs,
  })
  assert.equal(made.get(era.fullMs - 4 * hourMs), 2)
})

test('one who is killed while rolling up, or is late with it, or does it beside another one, spoils nothing', async (t) => {
  const era = await openEra(t)
  const { ctx } = era.house
  const listProjects = () => Promise.resolve([era.house.projectId])
  const hour = new Date(era.fullMs - 2 * hourMs)
  const make = (marks: number) =>
    makeHours(ctx, { workspaceId: ctx.workspaceId, from: hour, count: 1, marks }, { listProjects })
  const killed = {
    ...ctx,
    columns: { ...ctx.columns, insert: () => Promise.reject(new Error('killed')) },
  }
  await assert.rejects(
    makeHours(killed, { workspaceId: ctx.workspaceId, from: hour, count: 1, marks: 1 }, { listProjects }),
    /killed/,
  )
  await check(era, 0, 'rows without their hour')
  // Two at once, and then what comes late.
  await Promise.all([make(1), make(1)])
  await check(era, 1, 'made twice')
  await era.write([{ at: hour.getTime() + 7, value: 3 }])
  // Somebody who counted the marks before is slow, and one of a version that is over comes behind the new one.
  await make(1)
  await check(era, 0, 'made by one who did not know of it')
  await make(2)
  await make(1)
  await check(era, 1, 'the newest version holds')
})

test('hours in parts come to the same, gone on with after a kill and split again where the store cannot, and begun anew when marked', async (t) => {
  const era = await openEra(t)
  const { ctx } = era.house
  const series = Array.from({ length: 9 }, (_, at) => ({
    labels: [['__name__', `m${at % 3}_total`], ['at', String(at)]] as [string, string][], // prettier-ignore
    samples: Array.from({ length: 9 * 60 }, (_, minute) => ({
      ...{ at: era.fullMs - minute * minuteMs - 1, value: (10_000 - minute) * at },
    })),
  }))
  const { status } = await era.house.post('/prometheus/api/v1/write', snappyOf(writeV1(series)), v1Headers)
  assert.equal(status, 204)
  era.move(5 * minuteMs)
  let statements = 0
  const counting = (fails: (statement: number) => boolean): typeof ctx => ({
    ...ctx,
    columns: {
      ...ctx.columns,
      command: async (text, params) => {
        statements += 1
        if (fails(statements)) throw new AppError('unprocessable', 'the query takes too long')
        await ctx.columns.command(text, params)
      },
    },
  })
  const isRight = async (when: string, inBuckets?: number) => {
    const times = { startMs: era.fullMs - 8 * hourMs, endMs: era.fullMs, stepMs: hourMs }
    const answers = await askBothWays(ctx, { text: 'increase({at=~".+"}[1h])', ...times })
    assert.equal(differenceOf(answers), null, when)
    if (inBuckets !== undefined) assert.equal(answers.inBuckets, inBuckets, when)
  }
  // All hours at once, of which each metric is more than a part may be.
  const maxRows = 1_000
  let runs = 0
  for (
    ;
    await rollUpWorkspace(
      counting(() => false),
      { maxRows, isOver: () => true },
    );
    runs++
  ) {
    if (runs % 4 === 0) await isRight('some parts are made')
  }
  assert.ok(runs > 3, `${runs} runs`)
  await isRight('all made, each part in a run of its own', 9)
  // Nothing was made twice: a statement for each part and width, and a part has a third of its samples at least.
  assert.ok(statements < 2 * 9 * 3 * 2, `${statements} statements`)
  statements = 0
  await era.write([{ at: era.fullMs - 3 * hourMs - 7, value: 500_000 }])
  era.move(5 * minuteMs)
  // What is too much at first is not when it is halved often enough.
  await rollUpWorkspace(
    counting((statement) => statement <= 5),
    { maxRows: 1_000_000 },
  )
  assert.ok(statements > 10, `${statements} statements`)
  await isRight('made again, in halves', 9)
  assert.deepEqual(await listDueHours(ctx, 100), [])
})

test('what a deleted project had is in no hour that is made afterwards', async (t) => {
  const era = await openEra(t)
  const { ctx } = era.house
  const hour = new Date(era.fullMs - 2 * hourMs)
  const listProjects = () => Promise.resolve(['prj_another'])
  await makeHours(ctx, { workspaceId: ctx.workspaceId, from: hour, count: 1, marks: 1 }, { listProjects })
  assert.deepEqual(await era.house.rows('metric_hours', 'series_id'), [])
})

test('counters that say since when they count are rolled up while they go on, and read as samples when they began anew', async (t) => {
  const era = await openEra(t)
  const send = async (name: string, startOf: (at: number) => number) => {
    const samples = Array.from({ length: 9 * 60 }, (_, at) => era.fullMs - at * minuteMs - 1).map((at) => ({
      ...{ at, value: (at - era.fullMs) / 1000 + 40_000, start: startOf(at) },
    }))
    const series = [{ labels: [['__name__', name]] as [string, string][], samples }]
    const { status, text } = await era.house.post('/prometheus/api/v1/write', snappyOf(writeV2(series)), v2Headers)
    assert.equal(status, 204, text)
  }
  const began = era.fullMs - 20 * 24 * hourMs
  await send('steady_total', () => began)
  await send('restarted_total', (at) => (at < era.fullMs - 4 * hourMs ? began : era.fullMs - 4 * hourMs))
  era.move(5 * minuteMs)
  await rollUpWorkspace(era.house.ctx)
  for (const [name, fn, inBuckets] of [
    ['steady_total', 'rate', 1],
    ['restarted_total', 'rate', 0],
    ['restarted_total', 'resets', 0],
    ['restarted_total', 'max_over_time', 1],
  ] as const) {
    const text = `${fn}(${name}[1h])`
    const times = { startMs: era.fullMs - 8 * hourMs, endMs: era.fullMs, stepMs: hourMs }
    const answers = await askBothWays(era.house.ctx, { text, ...times })
    assert.equal(differenceOf(answers), null, text)
    assert.equal(answers.inBuckets, inBuckets, text)
  }
})

test('hours of a day that follow on each other, have as many marks and are made as far are made together', () => {
  const at = (hours: number) => new Date(hours * hourMs)
  const due = [
    [50, 1],
    [49, 1],
    [48, 1],
    [47, 1],
    [46, 2],
    [44, 2],
  ] as const
  const begun = { bucket: 7, id: 9n }
  const doneOf = (hours: number) => (hours >= 49 ? begun : nothingYet)
  assert.deepEqual(runsOf(due.map(([hours, marks]) => ({ hour: at(hours), marks, done: doneOf(hours) }))), [
    { from: at(49), count: 2, marks: 1, done: begun },
    { from: at(48), count: 1, marks: 1, done: nothingYet },
    { from: at(47), count: 1, marks: 1, done: nothingYet },
    { from: at(46), count: 1, marks: 2, done: nothingYet },
    { from: at(44), count: 1, marks: 2, done: nothingYet },
  ])
})
