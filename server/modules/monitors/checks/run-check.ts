import { AppError } from '#platform/errors'
import { EgressFailed, EgressRefused, type FailureKind } from '#platform/egress'
import { monotonicMs } from '#platform/clock'
import { startDeadline } from '#platform/deadline'
import { checkDns } from './dns.ts'
import { checkDomain } from './domain.ts'
import { checkGrpc } from './grpc.ts'
import { checkHttp } from './http.ts'
import { checkMysql } from './mysql.ts'
import { checkPing } from './ping.ts'
import { checkPostgres } from './postgres.ts'
import { checkRedis } from './redis.ts'
import {
  failed,
  type CheckOptions,
  type CheckResult,
  type CheckRun,
  type CheckServices,
  type Finding,
} from './result.ts'
import { checkSmtp } from './smtp.ts'
import type { CheckSpec } from './spec.ts'
import { checkStatuspage } from './statuspage.ts'
import { checkTcp } from './tcp.ts'
import { checkTls } from './tls.ts'
import { checkWebsocket } from './websocket.ts'

/**
 * One check, with its secrets in place (`putSecrets`). Always answers, and within its time and little more: what goes
 * wrong is an outcome. `unknown` is what says nothing of the target: an address that may not be called, a check that
 * was stopped, a destination that gets too many.
 */
export async function runCheck(services: CheckServices, spec: CheckSpec, options: CheckOptions): Promise<CheckResult> {
  if (options.signal?.aborted) return unknown('stopped', 'the check was stopped')
  const startedAt = monotonicMs()
  const deadline = startDeadline(options.timeoutMs, options.signal)
  const run: CheckRun = {
    egress: services.egress,
    now: options.now,
    signal: deadline.signal,
    leftMs: () => Math.max(1, Math.ceil(options.timeoutMs - (monotonicMs() - startedAt))),
  }
  const finding = await perform(run, spec)
    .catch((error: unknown) => classify(error, options.signal))
    .finally(deadline.end)
  return bound(judge(spec, finding))
}

function perform(run: CheckRun, spec: CheckSpec): Promise<Finding> {
  switch (spec.type) {
    case 'http':
      return checkHttp(run, spec)
    case 'tcp':
      return checkTcp(run, spec)
    case 'ping':
      return checkPing(run, spec)
    case 'dns':
      return checkDns(run, spec)
    case 'tls':
      return checkTls(run, spec)
    case 'domain':
      return checkDomain(run, spec)
    case 'grpc':
      return checkGrpc(run, spec)
    case 'websocket':
      return checkWebsocket(run, spec)
    case 'smtp':
      return checkSmtp(run, spec)
    case 'postgres':
      return checkPostgres(run, spec)
    case 'mysql':
      return checkMysql(run, spec)
    case 'redis':
      return checkRedis(run, spec)
    case 'statuspage':
      return checkStatuspage(run, spec)
  }
}

const reasons: Record<FailureKind, string> = {
  dns: 'the host name could not be resolved',
  connect: 'no connection could be made',
  tls: 'no trusted TLS connection could be made',
  timeout: 'no complete answer in time',
  reset: 'the connection was closed before the answer was complete',
  protocol: 'the answer could not be understood',
  too_large: 'the answer was larger than a check reads',
}

function classify(error: unknown, stopped: AbortSignal | undefined): Finding {
  if (stopped?.aborted) return unknown('stopped', 'the check was stopped')
  if (error instanceof EgressFailed) return failed(error.kind, reasons[error.kind])
  if (error instanceof EgressRefused) return unknown('not_permitted', `not called: ${error.message}`)
  if (error instanceof AppError && error.code === 'rate_limited') {
    return unknown('rate_limited', 'this destination gets too many checks from here')
  }
  throw error
}

function unknown(code: 'stopped' | 'not_permitted' | 'rate_limited', reason: string): Finding {
  return { outcome: 'unknown', latencyMs: null, reason, code, facts: {} }
}

/** The rules that all types share. Upside down turns an answer into a failure, and no failure into an unknown. */
export function judge(spec: Pick<CheckSpec, 'inverted' | 'degradedAboveMs'>, finding: Finding): Finding {
  if (finding.outcome === 'unknown') return finding
  if (spec.inverted) {
    if (finding.outcome === 'down') return { ...finding, outcome: 'up', reason: `as expected: ${finding.reason}` }
    return { ...finding, outcome: 'down', code: 'inverted', reason: 'it answered, and is expected not to' }
  }
  const { degradedAboveMs: boundMs } = spec
  if (finding.outcome !== 'up' || boundMs === null || finding.latencyMs === null || finding.latencyMs <= boundMs) {
    return finding
  }
  const reason = `took ${Math.round(finding.latencyMs)} ms, more than ${boundMs} ms`
  return { ...finding, outcome: 'degraded', code: 'slow', reason }
}

const maxFacts = 20
const maxTextLength = 200

function bound({ facts, reason, latencyMs, ...rest }: Finding): CheckResult {
  const kept = Object.entries(facts).slice(0, maxFacts)
  return {
    ...rest,
    latencyMs: latencyMs === null ? null : Math.round(latencyMs * 10) / 10,
    reason: reason.slice(0, maxTextLength),
    facts: Object.fromEntries(
      kept.map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, maxTextLength) : value]),
    ),
  }
}
