/** Where the operator's mail server hands over what comes back. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { AppError, notFound, unauthenticated } from '#platform/errors'
import { json, type Route } from '#platform/http'
import type { LimitRule } from '#platform/rate-limit'
import { recordReport } from './record-report.ts'

/** Our mails have some 30 kB, and a report holds one of them at most. */
export const maxReportBytes = 262_144

/** Of one sender, so that nobody guesses the token. */
export const wrongTokens: LimitRule = { name: 'statuspages.bounce.wrong', points: 30, durationSeconds: 600 }

export const bounceRoutes: Route[] = [
  {
    name: 'reportBounce',
    methods: ['POST'],
    path: '/mail/bounces',
    async handle(services, request) {
      const { bounceToken } = services.config
      if (bounceToken === null) throw notFound('page')
      const given = /^Bearer (\S{1,200})$/i.exec(request.header('authorization') ?? '')?.[1] ?? ''
      if (!isSame(given, bounceToken)) {
        await services.limiter.consume(wrongTokens, request.remoteAddress)
        throw unauthenticated('send the token of WATCHWORD_BOUNCE_TOKEN as a bearer token')
      }
      const body = await request.body(maxReportBytes).catch((error: unknown) => {
        // A pipe that fails makes the mail server send a report about the report.
        if (error instanceof AppError && error.code === 'too_large') return undefined
        throw error
      })
      if (body === undefined) return json({ result: 'ignored' })
      return json({ result: await recordReport(services, body.toString('latin1'), request.requestId) })
    },
  },
]

/** Digests have one length, whatever is given. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(token))
}
