/** What a host is, and what is to be thought of it. Pure. */
import { hash } from 'node:crypto'

/** The labels that tell hosts of a project apart, as Prometheus has them. Empty: the sender does not say. */
export type HostKey = { projectId: string; job: string; instance: string }

export const hostStates = ['quiet', 'reporting', 'stopped'] as const
/**
 * `quiet`: nothing came for three of its own intervals, or whoever asks it has no answer, so nothing is known.
 * `stopped`: it said that it ends.
 */
export type HostState = (typeof hostStates)[number]

export const hostSorts = ['state', 'name', 'lastSeen'] as const
export type HostSort = (typeof hostSorts)[number]

export const coverageMs = 24 * 3_600_000
/** Prometheus' own default, for a host of which there is one sample. */
export const assumedIntervalMs = 60_000
/** A longer gap between two samples is a hole. */
export const quietIntervals = 3

/** `hst_` and 128 bits of SHA-256 over the key, with the length of each part. */
export function hostIdOf({ projectId, job, instance }: HostKey): string {
  const text = [projectId, job, instance].map((part) => `${part.length}:${part}`).join('')
  return `hst_${hash('sha256', text, 'hex').slice(0, 32)}`
}

/** What came of one series in some time; `hasEnded`: its last sample is a stale marker. */
export type Heard = {
  firstMs: number
  lastMs: number
  hasEnded: boolean
  /** The median of its newest gaps, where there are three; null: it has one sample in that time. */
  intervalMs: number | null
  /** Between its first and its last sample. */
  coveredMs: number
}

/** Of several series of one host, say of two kernels: the one heard of last decides. Undefined: of none. */
export function latest(all: readonly Heard[]): Heard | undefined {
  return all.reduce<Heard | undefined>((best, one) => (best && best.lastMs >= one.lastMs ? best : one), undefined)
}

export function stateOf(heard: Heard | undefined, nowMs: number): HostState {
  if (!heard) return 'quiet'
  if (heard.hasEnded) return 'stopped'
  return nowMs - heard.lastMs <= quietIntervals * intervalOf(heard) ? 'reporting' : 'quiet'
}

export const intervalOf = ({ intervalMs }: Heard): number => intervalMs ?? assumedIntervalMs

/**
 * Of the last 24 hours, or of the time since it was first seen, the share in which the host is known, from 0 to 1. A
 * sample stands for the time until the next one; where that is more than three intervals away, for one interval.
 */
export function coverageOf(all: readonly Heard[], firstSeenMs: number, nowMs: number): number {
  const fromMs = Math.max(nowMs - coverageMs, firstSeenMs)
  if (nowMs <= fromMs) return 1
  const [newest, oldest] = [latest(all), all.toSorted((a, b) => a.firstMs - b.firstMs)[0]]
  if (!newest || !oldest) return 0
  const covered = all.reduce((sum, { coveredMs }) => sum + coveredMs, 0)
  const before = reach(Math.max(0, oldest.firstMs - fromMs), intervalOf(oldest), 0)
  const behind = newest.hasEnded ? 0 : reach(Math.max(0, nowMs - newest.lastMs), intervalOf(newest))
  return Math.min(1, (before + covered + behind) / (nowMs - fromMs))
}

const reach = (gapMs: number, intervalMs: number, otherwiseMs = intervalMs): number =>
  gapMs <= quietIntervals * intervalMs ? gapMs : otherwiseMs
