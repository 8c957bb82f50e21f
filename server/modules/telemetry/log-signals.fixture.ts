/** Lines as an exporter of OpenTelemetry sends them, and items as a Sentry SDK does. */
import { inTransaction, sql } from '#platform/database'
import type { House } from './otlp/house.fixture.ts'
import { nanosAt, textAttribute } from './otlp/request.fixture.ts'

export const inJson = { 'content-type': 'application/json' }

export const line = (text: string, severityNumber = 17, more: object = {}) => ({
  timeUnixNano: nanosAt(new Date()),
  severityNumber,
  body: { stringValue: text },
  ...more,
})

export const logsOf = (logRecords: readonly unknown[], version = '1.4.2') => {
  const attributes = [textAttribute('service.name', 'shop'), textAttribute('service.version', version)]
  return JSON.stringify({
    resourceLogs: [{ resource: { attributes }, scopeLogs: [{ scope: { name: 'orders' }, logRecords }] }],
  })
}

export const send = async (house: House, ...records: unknown[]) =>
  (await house.post('/v1/logs', logsOf(records), inJson)).status

/** To the same project. */
export async function envelope(house: House, ...lines: unknown[]): Promise<number> {
  const { rows } = await inTransaction(house.ctx, ({ db }) =>
    sql<{ number: number }>`select number from projects where id = ${house.projectId}`.execute(db),
  )
  const body = [{}, ...lines].map((one) => JSON.stringify(one)).join('\n')
  const answer = await house.post(`/api/${rows[0]?.number}/envelope/?sentry_key=${house.key}`, body, {
    authorization: '',
  })
  return answer.status
}
