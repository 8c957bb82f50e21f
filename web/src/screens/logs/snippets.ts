/** What to paste into a program so that its log lines come. */
type Snippet = { id: string; name: string; install?: string; code: string }
type Keys = { dsn: string; ingestKey: string; origin: string }

export function logSnippets({ dsn, ingestKey, origin }: Keys): Snippet[] {
  return [
    {
      id: 'node',
      name: 'Node.js',
      install: 'npm install @sentry/node',
      code: `// instrument.mjs: node --import ./instrument.mjs app.mjs
import * as Sentry from '@sentry/node'

Sentry.init({ dsn: '${dsn}', enableLogs: true, environment: 'production' })

// To see that it works:
Sentry.logger.info('The first line', { plan: 'pro' })`,
    },
    {
      id: 'python',
      name: 'Python',
      install: 'pip install sentry-sdk',
      code: `import sentry_sdk

sentry_sdk.init(dsn="${dsn}", enable_logs=True, environment="production")

# To see that it works:
sentry_sdk.logger.info("The first line")`,
    },
    {
      id: 'otlp',
      name: 'OpenTelemetry',
      code: `export OTEL_EXPORTER_OTLP_ENDPOINT=${origin}/otlp
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
export OTEL_EXPORTER_OTLP_HEADERS='Authorization=Bearer%20${ingestKey}'
export OTEL_RESOURCE_ATTRIBUTES='service.name=shop,deployment.environment.name=production'
export OTEL_METRICS_EXPORTER=none`,
    },
    {
      id: 'curl',
      name: 'curl',
      code: `curl ${origin}/v1/logs \\
  -H 'Authorization: Bearer ${ingestKey}' \\
  -H 'Content-Type: application/json' \\
  -d '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"severityNumber":9,"body":{"stringValue":"The first line"}}]}]}]}'`,
    },
  ]
}
