import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict, invalidRequest } from '#platform/errors'
import { newId } from '#platform/ids'
import { listKeptQuiet, type KeptQuiet } from './list-kept-quiet.ts'
import {
  isStorable,
  maxMatchers,
  maxSilenceMs,
  problemOf,
  stateOf,
  type Matcher,
  type Silence,
  type SilenceState,
} from './silence.ts'
import * as repo from './silences-repo.ts'

export type SilenceDraft = {
  matchers: Matcher[]
  /** Absent, or past: now. */
  startsAt?: Date | undefined
  endsAt: Date
  comment: string
}

export type ListedSilence = Silence & { state: SilenceState }

/** Of those that are not over. */
export const maxSilences = 200

export async function listSilences(ctx: Context): Promise<ListedSilence[]> {
  requirePermission(ctx, 'incidents.read')
  const now = ctx.now()
  const found = await inTransaction(ctx, (tx) => repo.listAll(tx, now))
  return found.map((silence) => ({ ...silence, state: stateOf(silence, now) }))
}

export type SilenceWithKept = ListedSilence & { /** Null: it is not active. */ keepsQuiet: KeptQuiet | null }

/** With what each of them keeps quiet at the moment. */
export async function listSilencesWithKept(ctx: Context): Promise<SilenceWithKept[]> {
  const silences = await listSilences(ctx)
  const active = silences.filter(({ state }) => state === 'active')
  const kept = await inTransaction(ctx, (tx) => listKeptQuiet(tx, active))
  return silences.map((silence) => ({ ...silence, keepsQuiet: kept.get(silence.id) ?? null }))
}

/**
 * From now on, or from its beginning, no alert that it matches opens an incident or tells anybody. What is open stays.
 * Throws invalid_request for matchers that are none or match everything, and conflict beyond the limit.
 */
export async function createSilence(ctx: Context, draft: SilenceDraft): Promise<ListedSilence> {
  requirePermission(ctx, 'incidents.write')
  const now = ctx.now()
  const times = timesOf(draft, now)
  return inTransaction(ctx, async (tx) => {
    if ((await repo.countUnended(tx, now)) >= maxSilences) {
      throw conflict(`a workspace has ${maxSilences} silences at most that are not over`)
    }
    const silence: Silence = {
      ...{ id: newId('sil', now), matchers: draft.matchers, comment: draft.comment, ...times },
      ...{ createdBy: tx.actor.id, createdByName: tx.actor.name, createdAt: now, updatedAt: now },
    }
    await repo.save(tx, silence)
    await recordActivity(tx, 'silence.created', { subjectId: silence.id, data: { comment: silence.comment } })
    await recordAudit(tx, 'silence.created', { targetId: silence.id, after: auditOf(silence) })
    return { ...silence, state: stateOf(silence, now) }
  })
}

/** Throws conflict for one that is over: what it kept quiet must not change afterwards. */
export async function updateSilence(ctx: Context, id: string, draft: SilenceDraft): Promise<ListedSilence> {
  requirePermission(ctx, 'incidents.write')
  const now = ctx.now()
  return inTransaction(ctx, async (tx) => {
    const before = await repo.getForUpdate(tx, id)
    if (stateOf(before, now) === 'expired') throw conflict('the silence is over')
    const { startsAt, endsAt } = timesOf(draft, now)
    const began = before.startsAt <= now ? before.startsAt : startsAt
    const after = {
      ...before,
      matchers: draft.matchers,
      comment: draft.comment,
      startsAt: began,
      endsAt,
      updatedAt: now,
    }
    await repo.save(tx, after)
    await recordActivity(tx, 'silence.updated', { subjectId: id, data: { comment: after.comment } })
    await recordAudit(tx, 'silence.updated', { targetId: id, before: auditOf(before), after: auditOf(after) })
    return { ...after, state: stateOf(after, now) }
  })
}

/** What still fires is told of at its next evaluation. Idempotent. */
export async function endSilence(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'incidents.write')
  const now = ctx.now()
  await inTransaction(ctx, async (tx) => {
    const before = await repo.getForUpdate(tx, id)
    const isOver = stateOf(before, now) === 'expired'
    const after = isOver ? before : { ...before, startsAt: earlier(before.startsAt, now), endsAt: now, updatedAt: now }
    await repo.save(tx, after)
    if (!isOver) await recordActivity(tx, 'silence.ended', { subjectId: id, data: { comment: before.comment } })
    await recordAudit(tx, 'silence.ended', { targetId: id, before: auditOf(before), after: auditOf(after) })
  })
}

const earlier = (one: Date, other: Date): Date => (one < other ? one : other)

function timesOf(
  { matchers, startsAt, endsAt, comment }: SilenceDraft,
  now: Date,
): Pick<Silence, 'startsAt' | 'endsAt'> {
  const begin = startsAt && startsAt > now ? startsAt : now
  const refuse = (path: string, message: string) => invalidRequest(`${path}: ${message}`, [{ path, message }])
  if (matchers.length === 0 || matchers.length > maxMatchers)
    throw refuse('matchers', `from 1 to ${maxMatchers} of them`)
  const problem = problemOf(matchers)
  if (problem !== undefined) throw refuse('matchers', problem)
  if (!isStorable(comment)) throw refuse('comment', 'it has characters that cannot be stored')
  if (endsAt <= begin) throw refuse('endsAt', 'it must be after the beginning and not be past')
  if (endsAt.getTime() - begin.getTime() > maxSilenceMs) throw refuse('endsAt', 'a silence lasts 400 days at most')
  return { startsAt: begin, endsAt }
}

const auditOf = ({ matchers, startsAt, endsAt, comment }: Silence) => ({ matchers, startsAt, endsAt, comment })
