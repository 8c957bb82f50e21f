/** Whether and how a workspace lets a language model look at its incidents. Pure. */
import { isOwnHost } from '#platform/egress'
import type { Recipient } from '#platform/egress'
import type { llmProviders } from '#platform/llm'
import type { PolicyProfile } from '#platform/policy'

/** `withoutValues`: what stands in quotes in the evidence, such as values of attributes, stays here. */
export const evidenceModes = ['withoutValues', 'all'] as const

export type ModelSettings = {
  enabled: boolean
  provider: (typeof llmProviders)[number]
  baseUrl: string
  model: string
  hasKey: boolean
  evidence: (typeof evidenceModes)[number]
  /** Events that an incident must have before money is spent on it. */
  minimumEvents: number
  monthlyCalls: number
  /** Input and output together. */
  monthlyTokens: number
}

export const defaultSettings: ModelSettings = {
  ...{ enabled: false, provider: 'openaiCompatible', baseUrl: '', model: '', hasKey: false },
  ...{ evidence: 'withoutValues', minimumEvents: 3, monthlyCalls: 500, monthlyTokens: 5_000_000 },
}

/** Evidence speaks of events, incidents and analyses. */
const categories = ['C13', 'C14', 'C15'] as const

/** Whom the answer comes from; a text: why the policy in force does not let it be asked. */
export function recipientOf(profile: PolicyProfile, baseUrl: string): Recipient | string {
  const { mode } = profile.ai
  if (mode === 'off') return 'the policy of this installation lets no language model see anything'
  const host = hostOf(baseUrl)
  if (host === undefined) return 'the address of the model is no URL'
  if (isOwnHost(host)) return { kind: 'workspace', categories }
  if (mode === 'local') return 'the policy of this installation allows a model on machines of its own network only'
  const processor = profile.processors.find(({ kind, hosts }) => kind === 'ai' && hosts.includes(host))
  if (!processor) return `${host} is not in the register of processors`
  return { kind: 'processor', id: processor.id, categories }
}

function hostOf(baseUrl: string): string | undefined {
  if (!URL.canParse(baseUrl)) return undefined
  const { protocol, hostname, username, password } = new URL(baseUrl)
  const plain = username === '' && password === ''
  return plain && (protocol === 'https:' || protocol === 'http:') ? hostname : undefined
}
