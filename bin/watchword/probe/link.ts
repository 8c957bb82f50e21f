/** What a probe says to its server, and what the server answers. */
import type { z } from 'zod'
import { EgressFailed, EgressRefused, type Egress } from '#platform/egress'
import {
  AssignmentsBody,
  assignmentsPath,
  HandedInBody,
  protocolVersion,
  resultsPath,
} from '../../../server/modules/monitors/probes/protocol.ts'
import type { HandInBody } from '../../../server/modules/monitors/probes/protocol.ts'

/** The server does not want this probe: nothing gets better by waiting. */
export class Refused extends Error {}
/** It cannot be reached, or has no time: later. */
export class Away extends Error {}

export type Asking = { version: string; types: readonly string[]; sentAt: Date; waitingResults: number }
export type Assigned = z.output<typeof AssignmentsBody>

export type Link = {
  /** Throws Refused or Away. */
  ask(asking: Asking): Promise<Assigned>
  handIn(body: z.input<typeof HandInBody>): Promise<z.output<typeof HandedInBody>>
}

const timeoutMs = 30_000
const maxAnswerBytes = 33_554_432

export function createLink(egress: Egress, server: URL, key: string): Link {
  async function send<S extends z.ZodType>(path: string, body: unknown, schema: S): Promise<z.output<S>> {
    const answer = await egress
      .request({
        ...{ purpose: 'probe', recipient: { kind: 'workspace', categories: ['C14'] }, method: 'POST' },
        url: new URL(`${server.pathname.replace(/\/$/, '')}${path}`, server).href,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        ...{ timeoutMs, maxResponseBytes: maxAnswerBytes },
      })
      .catch((error: unknown) => {
        if (error instanceof EgressFailed) throw new Away(`the server cannot be reached: ${error.message}`)
        if (error instanceof EgressRefused) throw new Refused(`--server: ${error.message}`)
        throw error
      })
    const { status } = answer
    if (status === 401) throw new Refused('the server does not know this key: it was revoked or replaced')
    if (status === 422) throw new Refused('the server does not speak with this version of the probe: update it')
    if (status !== 200) throw new Away(`the server answered with status ${status}`)
    const parsed = schema.safeParse(parse(answer.body))
    if (!parsed.success) throw new Away('the server answered what a probe does not understand')
    return parsed.data
  }
  return {
    ask: (asking) => send(assignmentsPath, { protocol: protocolVersion, ...asking }, AssignmentsBody),
    handIn: (body) => send(resultsPath, body, HandedInBody),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
