/**
 * One question to a language model, over the way out like every other request: the libraries get a `fetch` that is
 * egress. No tools, no streaming, no retries: whoever asks decides what a failure means.
 */
import type { Egress, Recipient } from '#platform/egress'
import { EgressFailed, EgressRefused } from '#platform/egress'
import { AppError } from '#platform/errors'
import { LlmFailed, type LlmFailure } from './errors.ts'

export const llmProviders = ['openaiCompatible', 'anthropic'] as const

export type Llm = {
  provider: (typeof llmProviders)[number]
  /** With its version: `https://api.example.com/v1`. */
  baseUrl: string
  model: string
  /** Null: a server that asks for none. */
  apiKey: string | null
  recipient: Recipient
}

export type LlmQuestion = {
  /** What it is for, in the list of outgoing requests. */
  purpose: string
  instructions: string
  question: string
  maxOutputTokens: number
  timeoutMs: number
}

export type LlmAnswer = { text: string; inputTokens: number; outputTokens: number }

const maxAnswerBytes = 256 * 1024

/** Throws LlmFailed. */
export async function askModel(egress: Egress, llm: Llm, asked: LlmQuestion): Promise<LlmAnswer> {
  // Large, and most installations never ask.
  const { generateText } = await import('ai')
  const stop = AbortSignal.timeout(asked.timeoutMs)
  try {
    const answer = await generateText({
      model: await openModel(llm, fetchThrough(egress, llm, asked)),
      ...{ instructions: asked.instructions, prompt: asked.question, maxOutputTokens: asked.maxOutputTokens },
      ...{ temperature: 0, maxRetries: 0, abortSignal: stop },
    })
    if (answer.finishReason !== 'stop') throw new LlmFailed('refused')
    const { inputTokens = 0, outputTokens = 0 } = answer.usage
    return { text: answer.text, inputTokens, outputTokens }
  } catch (error) {
    if (error instanceof LlmFailed) throw error
    throw new LlmFailed(failureOf(error, stop.aborted))
  }
}

async function openModel({ provider, baseUrl, model, apiKey }: Llm, fetch: typeof globalThis.fetch) {
  const options = { baseURL: baseUrl, fetch }
  if (provider === 'anthropic') {
    const { createAnthropic } = await import('@ai-sdk/anthropic')
    return createAnthropic({ ...options, apiKey: apiKey ?? '' })(model)
  }
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
  return createOpenAICompatible({ ...options, name: 'model', ...(apiKey !== null && { apiKey }) })(model)
}

function fetchThrough(egress: Egress, { recipient }: Llm, { purpose, timeoutMs }: LlmQuestion): typeof fetch {
  return async (input, init) => {
    const answer = await egress.request({
      ...{ purpose, recipient, timeoutMs, maxResponseBytes: maxAnswerBytes },
      method: init?.method ?? 'POST',
      url: input instanceof Request ? input.url : String(input),
      headers: Object.fromEntries(new Headers(init?.headers)),
      // Both libraries send JSON as a text.
      ...(typeof init?.body === 'string' && { body: init.body }),
    })
    if (answer.truncated) throw new LlmFailed('broken')
    const type = answer.headers['content-type'] ?? 'application/json'
    return new Response(answer.body, { status: answer.status, headers: { 'content-type': type } })
  }
}

function failureOf(error: unknown, isLate: boolean): LlmFailure {
  if (isLate) return 'unreachable'
  // The libraries wrap what their `fetch` throws.
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof LlmFailed) return cause.failure
    if (cause instanceof EgressRefused) return 'notAllowed'
    if (cause instanceof EgressFailed) return 'unreachable'
    if (cause instanceof AppError && cause.code === 'rate_limited') return 'busy'
    const status: unknown = Reflect.get(cause, 'statusCode')
    if (status === 401 || status === 403) return 'denied'
    if (status === 429 || (typeof status === 'number' && status >= 500)) return 'busy'
  }
  return 'broken'
}
