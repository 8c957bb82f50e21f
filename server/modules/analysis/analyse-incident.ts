import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import type { Context, Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { AppError } from '#platform/errors'
import { newId } from '#platform/ids'
import { analyserVersion, conclude } from './analyser.ts'
import { resultOf, type Analysis } from './analysis.ts'
import { collectFacts } from './collect-facts.ts'
import { digestOf, joinMaterial } from './digest.ts'
import * as repo from './repo.ts'

/**
 * Analyses an incident that is new or has materially changed since the last time; once for each digest, whoever asks,
 * how often and in how many processes. Answers the new analysis; undefined when there is none to make, or the incident
 * is gone.
 */
export async function analyseIncident(
  ctx: Context,
  incidentId: string,
  causedBy: string | null = null,
): Promise<Analysis | undefined> {
  const collected = await collect(ctx, incidentId)
  if (!collected) return undefined
  const { facts } = collected
  return inTransaction(ctx, async (tx) => {
    const last = (await repo.listOf(tx, incidentId, { source: 'rules', limit: 1 })).at(0)
    const material = joinMaterial(last?.material ?? null, collected.material)
    const conclusion = conclude(facts)
    const analysis: Analysis = {
      id: newId('ana', tx.now()),
      incidentId,
      source: 'rules',
      digest: digestOf(material),
      version: analyserVersion,
      state: conclusion.abstained === null ? 'done' : 'abstained',
      reason: conclusion.abstained,
      material,
      result: resultOf(conclusion),
      createdAt: tx.now(),
      finishedAt: tx.now(),
      ...{ model: null, tokens: 0, mark: null, markedAt: null, markedBy: null },
    }
    const isNew = await repo.insert(tx, analysis)
    if (isNew) await announce(tx, analysis, causedBy)
    if (tx.actor.kind !== 'system') {
      const after = { analysisId: isNew ? analysis.id : null }
      await recordAudit(tx, 'analysis.requested', { targetId: incidentId, after })
    }
    return isNew ? analysis : undefined
  })
}

async function announce(tx: Tx, { id, incidentId, state, result }: Analysis, causedBy: string | null): Promise<void> {
  await recordActivity(tx, 'incident.analysed', {
    subjectId: incidentId,
    causedBy,
    data: { analysisId: id, state, confidence: result?.confidence ?? null },
  })
}

/** Undefined when the incident is gone, with its workspace for example. */
async function collect(ctx: Context, incidentId: string) {
  try {
    return await collectFacts(ctx, incidentId)
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined
    throw error
  }
}
