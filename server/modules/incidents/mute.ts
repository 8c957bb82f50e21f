/** Quiet on purpose, until something is so. Pure. */
import type { Signal } from '#modules/telemetry'
import { conflict } from '#platform/errors'
import { hourMs, hourOf, openAgain, type Incident } from './incident.ts'
import type { IsLater } from './resolution.ts'

/** What is asked for. */
export type MuteUntil =
  | { until: 'time'; at: Date }
  /** So many more events; with `minutes`: within so many of them, counted from an event on. */
  | { until: 'events'; count: number; minutes?: number | undefined }
  /** So many different people hit since. */
  | { until: 'users'; count: number }
  | { until: 'escalating' }
  /** Until it happens in a release that is later than the newest one that there is. */
  | { until: 'nextRelease' }
  | { until: 'forever' }

/** The same with what has been counted so far, as JSON holds it. */
export type Mute =
  | { until: 'time'; at: string }
  | { until: 'events'; count: number; minutes: number | null; counted: number; windowAt: string | null }
  /** `users` as of when `checkedCount` events had been counted. */
  | { until: 'users'; count: number; users: number; checkedCount: number }
  /** More than `above` events in an hour. */
  | { until: 'escalating'; above: number }
  /** Ended by an event of a release that is later than this one. */
  | { until: 'nextRelease'; after: string }
  | { until: 'forever' }

export type UnmuteCause = 'time' | 'events' | 'users' | 'escalating' | 'release' | 'person'

/** What has to be known of the incident's past and of its project to begin a mute. */
export type MuteBasis = { busiest: number; newestRelease: string | null }

/** It is never told of while it is muted; its events go on being counted. */
export function mute(incident: Incident, until: MuteUntil, by: string, at: Date, basis: MuteBasis): Incident {
  if (incident.status === 'resolved' || incident.status === 'muted') {
    throw conflict(`the incident is already ${incident.status}`)
  }
  if (until.until === 'time' && until.at <= at) throw conflict('the time until which to mute has passed')
  return {
    ...incident,
    ...openAgain,
    status: 'muted',
    mutedAt: at,
    mutedBy: by,
    mute: begin(until, incident, basis),
    muteUntil: until.until === 'time' ? until.at : null,
  }
}

/** Below this many events in an hour nothing is called an escalation: too few to tell from chance. */
export const quietLimit = 20
export const escalationFactor = 3

function begin(until: MuteUntil, incident: Incident, { busiest, newestRelease }: MuteBasis): Mute {
  if (until.until === 'time') return { until: 'time', at: until.at.toISOString() }
  if (until.until === 'events') {
    return { until: 'events', count: until.count, minutes: until.minutes ?? null, counted: 0, windowAt: null }
  }
  if (until.until === 'users') {
    return { until: 'users', count: until.count, users: 0, checkedCount: incident.eventCount }
  }
  if (until.until === 'forever') return until
  if (until.until === 'nextRelease') {
    if (newestRelease === null) throw conflict('no release of the project is known, so none can be the next one')
    return { until: 'nextRelease', after: newestRelease }
  }
  // Whoever mutes it knows of today's rate, so this is about more than that.
  return { until: 'escalating', above: Math.max(quietLimit, escalationFactor * busiest, incident.hourLimit ?? 0) }
}

export function unmute(incident: Incident): Incident {
  if (incident.status !== 'muted') throw conflict('the incident is not muted')
  return { ...incident, ...openAgain }
}

/** A muted incident after a signal was counted in it, and what ended the mute if anything did. */
export function countInMute(
  incident: Incident,
  { count, releases }: Pick<Signal, 'count' | 'releases'>,
  at: Date,
  isLater: IsLater,
): { incident: Incident; cause: UnmuteCause | null } {
  const { mute: current } = incident
  if (incident.status !== 'muted' || current === null) return { incident, cause: null }
  const counted = current.until === 'events' ? countEvents(current, count, at) : current
  const isNext =
    counted.until === 'nextRelease' && releases.some((release) => isLater(release, counted.after)) ? 'release' : null
  const cause = isNext ?? causeOf({ ...incident, mute: counted }, at)
  return { incident: cause ? unmute(incident) : { ...incident, mute: counted }, cause }
}

type EventsMute = Extract<Mute, { until: 'events' }>

function countEvents(current: EventsMute, count: number, at: Date): EventsMute {
  if (current.minutes === null) return { ...current, counted: current.counted + count }
  const began = current.windowAt === null ? undefined : new Date(current.windowAt)
  const over = began === undefined || at.getTime() - began.getTime() >= current.minutes * 60_000
  return over
    ? { ...current, counted: count, windowAt: at.toISOString() }
    : { ...current, counted: current.counted + count }
}

/** What says, by what is known now, that a mute is over. */
export function causeOf(
  incident: Pick<Incident, 'mute' | 'muteUntil' | 'hourAt' | 'hourCount'>,
  at: Date,
): UnmuteCause | null {
  const { mute: current, muteUntil } = incident
  if (current === null) return null
  switch (current.until) {
    case 'time':
      return muteUntil !== null && at >= muteUntil ? 'time' : null
    case 'events':
      return current.counted >= current.count ? 'events' : null
    case 'users':
      return current.users >= current.count ? 'users' : null
    case 'escalating':
      return incident.hourCount > current.above && incident.hourAt?.getTime() === hourOf(at).getTime()
        ? 'escalating'
        : null
    // Said by the event of a later release alone.
    case 'nextRelease':
    case 'forever':
      return null
  }
}

/** The longest mute until a time. Longer is for ever. */
export const maxMuteMs = 366 * 24 * hourMs
