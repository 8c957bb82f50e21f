import type { Config } from './config.ts'
import { isLoopback } from './loopback.ts'

export type PlainLink = { component: string; host: string }

const plain: Record<string, string> = { 'http:': 'clickhouse', 'nats:': 'nats', 'redis:': 'redis' }

/**
 * Servers on other machines to which the configuration asks for no TLS. PostgreSQL and mail are not here: they are
 * refused without TLS unless their URL says in so many words that it shall be so (`database/tls.ts`, `mail/smtp-url.ts`).
 */
export function plainLinks(config: Pick<Config, 'clickhouseUrl' | 'natsUrl' | 'redisUrl'>): PlainLink[] {
  return [config.clickhouseUrl, ...(config.natsUrl?.split(',') ?? []), config.redisUrl].flatMap((url) => {
    if (url === null) return []
    const { protocol, hostname, host } = new URL(url)
    const component = plain[protocol]
    return component === undefined || isLoopback(hostname) ? [] : [{ component, host }]
  })
}
