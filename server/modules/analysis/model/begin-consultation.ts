import { getIncident } from '#modules/incidents'
import { loadScrubber } from '#modules/telemetry'
import type { Context, Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newHexKey, newId } from '#platform/ids'
import type { Llm } from '#platform/llm'
import type { Analysis, AnalysisResult } from '../analysis.ts'
import * as repo from '../repo.ts'
import { maxQuestionLength, promptVersion, questionOf, type Question } from './prompt.ts'
import * as settingsRepo from './settings-repo.ts'
import { recipientOf, type ModelSettings } from './settings.ts'

export const maxOutputTokens = 1_500
export const timeoutMs = 60_000
/** Set aside for a question and its repair; two characters are hardly ever more than a token. */
export const reservedTokens = 2 * (maxQuestionLength / 2 + 1_000 + maxOutputTokens)

const minuteMs = 60_000
/** Between two questions about the same incident. */
const coolDownMs = 10 * minuteMs
export const maxAskedADay = 10
/** A process that asked for so long is gone. */
const lostAfterMs = 5 * minuteMs

export type Consultation = { analysis: Analysis; question: Question; llm: Llm }

/**
 * Decides whether a model is asked about what the built-in analyser found, and if so says that it is being done: of all
 * who try at once one gets the consultation. What stands in the way is written down, and tried again later.
 */
export async function beginConsultation(ctx: Context, rulesAnalysisId: string): Promise<Consultation | undefined> {
  const based = await inTransaction(ctx, (tx) => repo.findById(tx, rulesAnalysisId))
  if (!based?.result || !based.material) return undefined
  const { eventCount, projectId } = await getIncident(ctx, based.incidentId)
  const { result } = based
  return inTransaction(ctx, async (tx) => {
    const settings = await settingsRepo.findSettings(tx)
    if (!settings.enabled) return undefined
    await repo.endLost(tx, new Date(tx.now().getTime() - lostAfterMs))
    const recipient = recipientOf(tx.policy.inForce(), settings.baseUrl)
    const id = await repo.begin(tx, newAnalysis(tx, based, settings))
    if (id === undefined) return undefined
    const analysis = { ...newAnalysis(tx, based, settings), id }
    const refuse = (reason: string) =>
      repo.finish(tx, { ...analysis, state: 'abstained', reason: `not asked: ${reason}`, finishedAt: tx.now() })
    const obstacle =
      typeof recipient === 'string'
        ? recipient
        : await obstacleOf(tx, { settings, eventCount, incidentId: based.incidentId })
    if (typeof recipient === 'string' || obstacle !== undefined) {
      await refuse(obstacle ?? '')
      return undefined
    }
    const question = await makeQuestion(tx, { result, settings, projectId })
    await repo.setSent(tx, id, `${question.instructions}\n\n${question.question}`)
    const { provider, baseUrl, model } = settings
    return { analysis, question, llm: { provider, baseUrl, model, recipient, apiKey: await settingsRepo.openKey(tx) } }
  })
}

function newAnalysis(tx: Tx, { incidentId, digest, material }: Analysis, { model }: ModelSettings): Analysis {
  return {
    ...{ id: newId('ana', tx.now()), incidentId, digest, material, model },
    ...{ source: 'model', version: promptVersion, state: 'running', reason: null, result: null, tokens: 0 },
    ...{ createdAt: tx.now(), finishedAt: null, mark: null, markedAt: null, markedBy: null },
  }
}

/** In this order; the budget comes last, because asking for it takes from it. */
async function obstacleOf(
  tx: Tx,
  { settings, eventCount, incidentId }: { settings: ModelSettings; eventCount: number; incidentId: string },
): Promise<string | undefined> {
  const ago = (ms: number) => new Date(tx.now().getTime() - ms)
  if (eventCount < settings.minimumEvents) return `it has fewer than ${settings.minimumEvents} events`
  if ((await repo.countAsked(tx, incidentId, ago(coolDownMs))) > 0) return 'the model was asked a few minutes ago'
  if ((await repo.countAsked(tx, incidentId, ago(1_440 * minuteMs))) >= maxAskedADay) return 'asked too often today'
  const limits = { calls: settings.monthlyCalls, tokens: settings.monthlyTokens }
  return (await settingsRepo.reserve(tx, reservedTokens, limits)) ? undefined : 'the budget of this month is used up'
}

async function makeQuestion(
  tx: Tx,
  { result, settings, projectId }: { result: AnalysisResult; settings: ModelSettings; projectId: string },
): Promise<Question> {
  const scrubber = await loadScrubber(tx, projectId)
  const at = tx.now()
  // The same rules as at the intake: they may have become stricter since.
  const redact = (text: string): string =>
    scrubber.log({ receivedAt: at, occurredAt: at, level: 'error', body: text, attributes: [] }).body
  return questionOf(result, { mode: settings.evidence, marker: `=====${newHexKey(16)}=====`, redact })
}
