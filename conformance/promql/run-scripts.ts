/** Runs scripts in Prometheus' test language (`*.test`) against the engine and whatever store it is given. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  type EngineOptions,
  MemoryQueryable,
  PromqlError,
  type Queryable,
  type QueryResult,
  type SeriesSamples,
  allFeatures,
  parse,
  queryInstant,
  queryRange,
  stableFeatures,
} from '../../server/modules/metrics/promql/index.ts'
import { type Histogram, withResetHint } from '../../server/modules/metrics/histograms/histogram.ts'
import { compareInstant, compareRange } from './compare.ts'
import { load } from './load.ts'
import { dependsOnRange, pinnedQueries } from './rewrite.ts'
import { type Eval, readScript } from './script.ts'
import { type Case, failed, passed, type SuiteResult } from '../suite.ts'

const minuteMs = 60_000

/** Which part of the language an evaluation needs, by its query and by the series that it read. */
type Group = 'core' | 'native histograms' | 'experimental'

export type Runner = {
  /** What the engine reads after each change of what was loaded. */
  storeOf: (loaded: MemoryQueryable) => Promise<Queryable> | Queryable
  /** Whether each instant query runs again at other times, and as a range query. */
  again: boolean
}

/** Runs all scripts of a directory, each with a store of its own. */
export async function runScripts(dataDirectory: string, runner: Runner): Promise<SuiteResult> {
  const cases: Case[] = []
  const notes: string[] = []
  const groups = new Map<Group, { passed: number; all: number }>()
  for (const file of readdirSync(dataDirectory)
    .filter((name) => name.endsWith('.test'))
    .sort()) {
    const all: Case[] = []
    const loaded = new MemoryQueryable()
    let store: Queryable | undefined
    const count = (group: Group, isPassed: boolean) => {
      const counts = groups.get(group) ?? { passed: 0, all: 0 }
      groups.set(group, { passed: counts.passed + Number(isPassed), all: counts.all + 1 })
    }
    for (const command of readScript(readFileSync(join(dataDirectory, file), 'utf8'))) {
      if (command.kind !== 'eval') {
        if (command.kind === 'clear') loaded.clear()
        else load(loaded, command)
        store = undefined
      } else {
        store ??= await runner.storeOf(loaded)
        const { failure, group } = await runEval(store, command, runner.again)
        count(group, failure === null)
        const name = `${file}:${command.line} ${command.query}`
        all.push(failure === null ? passed(name) : failed(name, failure))
      }
    }
    notes.push(`${file}: ${all.filter(({ failure }) => failure === null).length} of ${all.length}`)
    cases.push(...all)
  }
  for (const [group, counts] of groups) notes.push(`${group}: ${counts.passed} of ${counts.all}`)
  return { cases, notes }
}

async function runEval(
  store: Queryable,
  command: Eval,
  again: boolean,
): Promise<{ failure: string | null; group: Group }> {
  let readHistograms = false
  const queryable: Queryable = {
    async *select(request) {
      for await (const batch of store.select(request)) {
        readHistograms ||= batch.some(({ histograms }) => histograms?.some((one) => one !== undefined))
        yield request.wantsBuckets ? batch.map(forgetResets) : batch
      }
    },
  }
  // Time stands still, so that nothing depends on the speed of the machine.
  const options: EngineOptions = {
    queryable,
    features: allFeatures,
    limits: { maxSamples: 10_000 },
    monotonicMs: () => 0,
  }
  const failure = await check(options, command, again)
  return {
    failure,
    group: isExperimental(command.query) ? 'experimental' : readHistograms ? 'native histograms' : 'core',
  }
}

/**
 * The files are written for a store that tells of the resets that it found only to readers of counts and sums
 * (prometheus/prometheus#15346); ours tells everybody.
 */
function forgetResets(series: SeriesSamples): SeriesSamples {
  const forget = (one: Histogram | undefined) => (one?.resetHint === 'reset' ? withResetHint(one, 'unknown') : one)
  return series.histograms ? { ...series, histograms: series.histograms.map(forget) } : series
}

function isExperimental(query: string): boolean {
  try {
    parse(query, allFeatures)
  } catch {
    return false
  }
  try {
    parse(query, stableFeatures)
    return false
  } catch {
    return true
  }
}

async function check(options: EngineOptions, command: Eval, again: boolean): Promise<string | null> {
  const { query, startMs, endMs, stepMs } = command
  try {
    if (stepMs !== undefined) {
      const grid = { startMs, endMs, stepMs }
      const result = await queryRange(options, { text: query, ...grid })
      return shouldFail(command) ?? compareRange(command, result, grid) ?? annotationsDiffer(command, result)
    }
    const result = await queryInstant(options, { text: query, timeMs: startMs })
    const difference = shouldFail(command) ?? compareInstant(command, result) ?? annotationsDiffer(command, result)
    return difference ?? (again ? await checkElsewhere(options, command) : null)
  } catch (error) {
    return error instanceof PromqlError ? failureDiffers(command, error.message) : crashed(error)
  }
}

/** The same answer at other times, and from range queries. */
async function checkElsewhere(options: EngineOptions, command: Eval): Promise<string | null> {
  const { query, startMs } = command
  const pinned = pinnedQueries(query, startMs)
  for (const one of pinned) {
    const result = await queryInstant(options, { text: one.query, timeMs: one.timeMs })
    const difference = compareInstant(command, result)
    if (difference !== null) return `${one.query} at ${one.timeMs / 1000} s: ${difference}`
  }
  if (command.text !== undefined || command.rangeVector) return null
  for (const one of [{ query, timeMs: startMs }, ...pinned]) {
    if (dependsOnRange(one.query)) continue
    const grid = { startMs: one.timeMs - minuteMs, endMs: one.timeMs + minuteMs, stepMs: minuteMs }
    const result = await queryRange(options, { text: one.query, ...grid })
    if (command.ordered) continue
    const difference = compareRange(command, middleOf(result, one.timeMs), {
      ...grid,
      startMs: one.timeMs,
      endMs: one.timeMs,
    })
    if (difference !== null) return `${one.query} as a range query around ${one.timeMs / 1000} s: ${difference}`
  }
  return null
}

function middleOf(result: QueryResult, timeMs: number): QueryResult {
  if (result.type !== 'matrix') return result
  const series = result.series.map(({ labels, points }) => ({
    labels,
    points: points.filter((point) => point.timeMs === timeMs),
  }))
  return { ...result, series: series.filter(({ points }) => points.length > 0) }
}

function shouldFail({ fails }: Eval): string | null {
  return fails ? 'did not fail' : null
}

function failureDiffers({ fails }: Eval, message: string): string | null {
  if (!fails) return `failed: ${message}`
  return fails.matches && !fails.matches(message) ? `failed with ${message}` : null
}

function crashed(error: unknown): string {
  return error instanceof Error ? `crashed: ${error.stack ?? error.message}` : String(error)
}

function annotationsDiffer(
  { expectations, forbidsInfos, forbidsWarnings }: Eval,
  { warnings, infos }: QueryResult,
): string | null {
  for (const [kind, given, forbidden] of [
    ['warn', warnings, forbidsWarnings],
    ['info', infos, forbidsInfos],
  ] as const) {
    const wanted = expectations.filter((one) => one.kind === kind)
    if (forbidden && given.length > 0) return `unexpected ${given.join('; ')}`
    if (wanted.length === 0) continue
    const missing = wanted.find(({ matches }) => !given.some((text) => matches?.(text) ?? true))
    if (missing) return `no ${kind} like ${missing.text}; got ${given.join('; ')}`
    const extra = given.find((text) => !wanted.some(({ matches }) => matches?.(text) ?? true))
    if (extra !== undefined) return `unexpected ${kind}: ${extra}`
  }
  return null
}
