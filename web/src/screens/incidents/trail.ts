/** The chain of causes, prepared for reading. */
import type { TrailStep } from '../../api.ts'

export type TrailNode = {
  step: TrailStep
  /** How many steps of the same kind it stands for: mails to subscribers are told as one. */
  count: number
  /** Since the step that caused it; milliseconds. */
  delayMs: number | undefined
  /** What it caused, oldest first. */
  next: TrailNode[]
}

/** Each step below what caused it. Nothing is left out: a chain that bites its own tail is cut at its first step. */
export function arrange(steps: readonly TrailStep[]): TrailNode[] {
  const known = new Set(steps.map(({ id }) => id))
  const isRoot = ({ causedBy }: TrailStep): boolean => causedBy === null || !known.has(causedBy)
  const children = Map.groupBy(steps, ({ causedBy }) => causedBy)
  const shown = new Set<string>()
  const place = (those: readonly TrailStep[], cause?: TrailStep): TrailNode[] =>
    gather(those.filter(({ id }) => !shown.has(id))).map((group) => {
      for (const { id } of group) shown.add(id)
      const step = group.at(-1) ?? group[0]
      const delayMs = cause && Date.parse(step.at) - Date.parse(cause.at)
      const next = group.flatMap((each) => place(children.get(each.id) ?? [], each))
      return settled({ step, count: group.reduce((sum, each) => sum + toldBy(each), 0), delayMs, next })
    })
  return [...place(steps.filter(isRoot)), ...steps.flatMap((step) => place([step]))]
}

type Group = [TrailStep, ...TrailStep[]]

const mailEnds = /^subscriberMail\.(sent|failed|skipped)$/

/** How many subscribers a step is about: what ended together is one step with a number. */
function toldBy({ type, data }: TrailStep): number {
  return mailEnds.test(type) && typeof data['count'] === 'number' ? data['count'] : 1
}

/** One group for all mails to subscribers that ended the same way; the last of them gives the time. */
function gather(steps: readonly TrailStep[]): Group[] {
  const groups = new Map<string, Group>()
  for (const step of steps) {
    const key = mailEnds.test(step.type) ? `${step.type} ${textOf(step.data['reason']) ?? ''}` : step.id
    const group = groups.get(key)
    if (group) group.push(step)
    else groups.set(key, [step])
  }
  return [...groups.values()]
}

/** Mails are no longer waited for when each of them has ended. */
function settled(node: TrailNode): TrailNode {
  const { step, next } = node
  if (step.type !== 'subscriberMail.queued') return node
  const ended = next.reduce((sum, { step: { type }, count }) => sum + (mailEnds.test(type) ? count : 0), 0)
  return ended < Number(step.data['count']) ? node : { ...node, step: { ...step, outcome: 'done' } }
}

export type Told = { id: string; who: string; outcome: TrailStep['outcome']; at: string; why: string | undefined }

/** The last word on each channel: told, still being tried, failed or left out. */
export function toldOf(steps: readonly TrailStep[]): Told[] {
  const last = new Map<string, Told>()
  for (const { type, data, at, outcome } of steps) {
    if (!/^(notification\.created|delivery\.(succeeded|failed|skipped))$/.test(type)) continue
    const id = textOf(data['channelId']) ?? 'nobody'
    const retried = type === 'delivery.failed' && data['final'] === false
    last.set(id, {
      id,
      who: textOf(data['channelName']) ?? 'Nobody',
      outcome: retried || type === 'notification.created' ? 'waiting' : outcome,
      at,
      why: textOf(data['reason']),
    })
  }
  return [...last.values()]
}

/** Subscribers of status pages that a mail about this incident has reached. */
export function subscribersTold(steps: readonly TrailStep[]): number {
  return steps.reduce((sum, step) => sum + (step.type === 'subscriberMail.sent' ? toldBy(step) : 0), 0)
}

export type PublishedReport = { id: string; pageId: string; title: string; pageName: string; status: string }

/** The reports that tell of the incident, with the status of their last update. */
export function reportsOf(steps: readonly TrailStep[]): PublishedReport[] {
  return steps
    .filter(({ type }) => type === 'report.published')
    .map(({ subjectId, data }) => ({
      id: subjectId,
      pageId: textOf(data['pageId']) ?? '',
      title: textOf(data['title']) ?? 'Report',
      pageName: textOf(data['pageName']) ?? '',
      status:
        textOf(
          steps.findLast((step) => step.type === 'update.published' && step.data['reportId'] === subjectId)?.data[
            'status'
          ],
        ) ?? 'investigating',
    }))
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
