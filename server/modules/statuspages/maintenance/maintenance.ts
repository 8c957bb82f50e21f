/**
 * A maintenance: a planned window that the public is told of beforehand. It goes scheduled → in_progress → verifying →
 * completed by the clock, or earlier by a person; a scheduled one may be cancelled. Pure.
 */
import { conflict } from '#platform/errors'

/** In the order in which they follow each other; the first four are those of the Statuspage API. */
export const maintenanceStatuses = ['scheduled', 'in_progress', 'verifying', 'completed', 'cancelled'] as const
export type MaintenanceStatus = (typeof maintenanceStatuses)[number]
export type ShownMaintenanceStatus = Exclude<MaintenanceStatus, 'cancelled'>

/** What an update tells; `note` is whatever a person wrote in between. */
export const updateKinds = [
  'created',
  'reminder',
  'started',
  'verifying',
  'note',
  'moved',
  'cancelled',
  'completed',
] as const
export type UpdateKind = (typeof updateKinds)[number]

export type Maintenance = {
  /** 12 lower-case letters and digits. */
  id: string
  pageId: string
  /** The series whose occurrence this is; null for a single window. */
  seriesId: string | null
  /** Local start that the series' rule gave, `2026-12-01T02:00`: stays when the window is moved. Null without series. */
  occurrence: string | null
  title: string
  /** What is going to happen, for the public. */
  body: string
  status: MaintenanceStatus
  scheduledFor: Date
  scheduledUntil: Date
  /** IANA name: the zone in which it was planned. */
  timeZone: string
  /** The last minutes of the window are for looking whether all is well; 0: none. */
  verifyMinutes: number
  /** Subscribers are told again so long before the start; null: they are not. */
  remindMinutes: number | null
  tellsStart: boolean
  tellsEnd: boolean
  /** The components are shown under maintenance while it lasts. */
  setsComponents: boolean
  /** When its times were last set: nothing of it happens before that. */
  plannedAt: Date
  remindedAt: Date | null
  startedAt: Date | null
  completedAt: Date | null
  cancelledAt: Date | null
  /** When the clock does something with it next; null: never. */
  nextAt: Date | null
  createdAt: Date
  updatedAt: Date
  /** How many updates it has; the newest has this number. */
  updateCount: number
}

export const minDurationMinutes = 5
/** Two weeks: what lasts longer is no window. */
export const maxDurationMinutes = 14 * 24 * 60
/** A week before is the earliest reminder. */
export const maxRemindMinutes = 7 * 24 * 60
/** Ahead, in days: nobody plans beyond two years, and a mistyped year is noticed. */
export const maxAheadDays = 730
/** Of one page, that are not over: more can neither be read nor drawn. */
export const maxOpenMaintenances = 200
export const maxMonitors = 200
/** As of a report: keeps a page, its mails and its API bodies bounded. */
export const maxUpdates = 200

const minuteMs = 60_000

export type Step = {
  kind: 'reminder' | 'started' | 'verifying' | 'completed'
  /** When it should have happened, which is what is written down, however late somebody looks. */
  at: Date
  /** It is still worth telling: nothing later has happened by now, and it is less than a day old. */
  isCurrent: boolean
}

/** All that the clock has to do with the window until now, in order. Empty: nothing is due. */
export function dueSteps(window: Maintenance, now: Date): Step[] {
  const steps: Omit<Step, 'isCurrent'>[] = []
  let at: Maintenance | undefined = window
  while (at) {
    const next = nextStep(at)
    if (!next || next.at > now) break
    steps.push(next)
    at = afterStep(at, next)
  }
  return steps.map((step, index) => ({
    ...step,
    isCurrent: index === steps.length - 1 && now.getTime() - step.at.getTime() <= newsMs,
  }))
}

/** What is made up for later than this is in the history, and in nobody's mail. */
const newsMs = 24 * 60 * minuteMs

/** When `dueSteps` finds something next; null: never again. */
export function nextAtOf(window: Maintenance): Date | null {
  return nextStep(window)?.at ?? null
}

/** The window once a step was taken. */
export function afterStep(window: Maintenance, { kind, at }: Pick<Step, 'kind' | 'at'>): Maintenance {
  if (kind === 'reminder') return planned({ ...window, remindedAt: at })
  if (kind === 'started') return planned({ ...window, status: 'in_progress', startedAt: at })
  if (kind === 'verifying') return planned({ ...window, status: 'verifying' })
  return planned({ ...window, status: 'completed', completedAt: at })
}

/** With the time at which the clock looks at it next. */
export function planned(window: Maintenance): Maintenance {
  return { ...window, nextAt: nextAtOf(window) }
}

function nextStep(window: Maintenance): Omit<Step, 'isCurrent'> | undefined {
  const { status, scheduledFor, scheduledUntil, verifyMinutes, startedAt, plannedAt } = window
  // Not before its times were set, nor before it began: what a person did early or late is not written over.
  const notBefore = (at: Date): Date => latest(at, plannedAt, startedAt)
  if (status === 'scheduled') {
    const remindAt = reminderAt(window)
    return remindAt ? { kind: 'reminder', at: remindAt } : { kind: 'started', at: notBefore(scheduledFor) }
  }
  if (status === 'in_progress') {
    const verifyAt = new Date(scheduledUntil.getTime() - verifyMinutes * minuteMs)
    if (verifyMinutes > 0 && notBefore(verifyAt) < scheduledUntil) return { kind: 'verifying', at: notBefore(verifyAt) }
  }
  if (status === 'in_progress' || status === 'verifying') return { kind: 'completed', at: notBefore(scheduledUntil) }
  return undefined
}

/** A reminder whose time was over when the window was planned is none: the announcement has just told the same. */
function reminderAt({ remindMinutes, remindedAt, scheduledFor, plannedAt }: Maintenance): Date | undefined {
  if (remindMinutes === null || remindedAt !== null) return undefined
  const at = new Date(scheduledFor.getTime() - remindMinutes * minuteMs)
  return at > plannedAt && at < scheduledFor ? at : undefined
}

function latest(...times: (Date | null)[]): Date {
  return new Date(Math.max(...times.map((time) => time?.getTime() ?? 0)))
}

/** By a person: the start that does not wait, the end that comes early, or back from verifying because all is not well. */
export function moveTo(window: Maintenance, status: ShownMaintenanceStatus, at: Date): Maintenance {
  if (status === window.status) return window
  if (window.status === 'cancelled') throw conflict('the maintenance is cancelled')
  if (window.status === 'completed') throw conflict('the maintenance is already completed')
  if (status === 'scheduled') throw conflict('the maintenance has already begun')
  if (window.status === 'scheduled' && status !== 'in_progress')
    throw conflict('the maintenance has not begun; start it or cancel it')
  // Back from verifying within its time: the clock would take it there again at once.
  const verifyMinutes = window.status === 'verifying' && status === 'in_progress' ? 0 : window.verifyMinutes
  return planned({
    ...window,
    status,
    verifyMinutes,
    startedAt: window.startedAt ?? at,
    completedAt: status === 'completed' ? at : null,
  })
}

/** Throws conflict once it has begun: what has begun is completed. */
export function cancel(window: Maintenance, at: Date): Maintenance {
  if (window.status === 'cancelled') throw conflict('the maintenance is already cancelled')
  if (window.status !== 'scheduled') throw conflict('the maintenance has already begun; complete it instead')
  return planned({ ...window, status: 'cancelled', cancelledAt: at })
}

/** New times. One that has begun keeps its start. Throws conflict once it is over. */
export function reschedule(
  window: Maintenance,
  { scheduledFor, scheduledUntil }: { scheduledFor: Date; scheduledUntil: Date },
  at: Date,
): Maintenance {
  if (isOver(window)) throw conflict(`the maintenance is already ${window.status}`)
  if (window.status !== 'scheduled' && scheduledFor.getTime() !== window.scheduledFor.getTime())
    throw conflict('the maintenance has already begun; only its end can be moved')
  return planned({ ...window, scheduledFor, scheduledUntil, plannedAt: at, remindedAt: null })
}

export function isOver({ status }: { status: MaintenanceStatus }): boolean {
  return status === 'completed' || status === 'cancelled'
}

/** It is going on: components are under maintenance and monitors do not alert. */
export function isUnderWay({ status }: { status: MaintenanceStatus }): boolean {
  return status === 'in_progress' || status === 'verifying'
}
