import { recordActivity } from '#platform/activity'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { askModel, LlmFailed } from '#platform/llm'
import type { Analysis, AnalysisResult } from '../analysis.ts'
import * as repo from '../repo.ts'
import { judgeAnswer, type ModelResult } from './answer.ts'
import {
  beginConsultation,
  maxOutputTokens,
  reservedTokens,
  timeoutMs,
  type Consultation,
} from './begin-consultation.ts'
import { createCircuit, type Circuit } from './circuit.ts'
import type { Question } from './prompt.ts'
import * as settingsRepo from './settings-repo.ts'

type Outcome = Pick<Analysis, 'state' | 'reason' | 'tokens'> & { said: ModelResult | null }

const circuits = new WeakMap<object, Circuit>()

/**
 * Asks the workspace's model about what the built-in analyser found, if everything allows it: at most once for each
 * digest, over restarts and processes. Whatever goes wrong is an analysis with a reason; the incident stays as it is.
 */
export async function consultModel(ctx: Context, rulesAnalysisId: string): Promise<Analysis | undefined> {
  const consultation = await beginConsultation(ctx, rulesAnalysisId)
  if (!consultation) return undefined
  const { analysis, question } = consultation
  const { said, ...outcome } = await ask(ctx, consultation)
  return inTransaction(ctx, async (tx) => {
    const based = await repo.findById(tx, rulesAnalysisId)
    const result = said && based?.result ? resultOf(said, based.result, question) : null
    const ended: Analysis = { ...analysis, ...outcome, result, finishedAt: tx.now() }
    await repo.finish(tx, ended)
    await settingsRepo.settle(tx, analysis.createdAt, { reserved: reservedTokens, used: ended.tokens })
    const data = { analysisId: analysis.id, state: ended.state }
    await recordActivity(tx, 'incident.explained', { subjectId: analysis.incidentId, data })
    return ended
  })
}

/** One question, and one more when the answer cannot be read. */
async function ask(ctx: Context, { question, llm }: Consultation): Promise<Outcome> {
  const circuit = circuitOf(ctx)
  const nowMs = () => ctx.now().getTime()
  const asked = { ...question, purpose: 'analysis', maxOutputTokens, timeoutMs }
  let tokens = 0
  if (!circuit.isClosed(llm.baseUrl, nowMs())) return failed('the provider keeps failing and is left alone', tokens)
  for (const repair of ['', '\nYour last answer was no JSON of this form. Answer with the JSON object alone.']) {
    try {
      const answer = await askModel(ctx.egress, llm, { ...asked, instructions: question.instructions + repair })
      circuit.succeeded(llm.baseUrl)
      tokens += answer.inputTokens + answer.outputTokens
      const judged = judgeAnswer(answer.text, question.evidence)
      if ('result' in judged) return { state: 'done', reason: null, tokens, said: judged.result }
      if ('abstained' in judged) return { state: 'abstained', reason: judged.abstained, tokens, said: null }
    } catch (error) {
      if (!(error instanceof LlmFailed)) throw error
      if (error.failure === 'refused') return { ...failed('the model refused', tokens), state: 'abstained' }
      circuit.failed(llm.baseUrl, nowMs())
      return failed(`the provider did not answer: ${error.failure}`, tokens)
    }
  }
  return failed('the model gave no readable answer, twice', tokens)
}

const failed = (reason: string, tokens: number): Outcome => ({ state: 'failed', reason, tokens, said: null })

/** Evidence, confidence and its reasons are those of our own code: what a model says of itself has no part in them. */
function resultOf(said: ModelResult, based: AnalysisResult, { evidence }: Question): AnalysisResult {
  const count = said.hypotheses.length
  // As it was sent, but for what it is about, which is no model's affair.
  const subjects = new Map(based.evidence.map(({ id, subjectId }) => [id, subjectId]))
  const cited = evidence.map((item) => ({ ...item, subjectId: subjects.get(item.id) ?? null }))
  return {
    ...{ title: said.title, summary: said.summary === '' ? based.summary : said.summary, fixes: said.fixes },
    evidence: cited,
    findings: said.hypotheses.map((hypothesis, at) => ({
      ...{ ...hypothesis, kind: 'hypothesis' as const, fix: null },
      evidenceIds: hypothesis.evidenceIds as [string, ...string[]], // judgeAnswer keeps none without
      // Their order is the model's; how sure one may be is the analysis' confidence.
      strength: Math.round((based.confidence * (count - at) * 1000) / count) / 1000,
    })),
    ...{ confidence: based.confidence, confidenceReasons: based.confidenceReasons },
  }
}

function circuitOf({ database }: Context): Circuit {
  const circuit = circuits.get(database) ?? createCircuit()
  circuits.set(database, circuit)
  return circuit
}
