/** What to paste into a program, with the project's own keys in it. */

export type SnippetId = 'node' | 'browser' | 'python' | 'curl'
type Snippet = { id: SnippetId; name: string; install?: string; code: string }

export function snippets({ dsn, ingestKey }: { dsn: string; ingestKey: string }): Snippet[] {
  return [
    {
      id: 'node',
      name: 'Node.js',
      install: 'npm install @sentry/node',
      code: `// instrument.mjs: node --import ./instrument.mjs app.mjs
import * as Sentry from '@sentry/node'

Sentry.init({
  dsn: '${dsn}',
  environment: 'production',
  release: '1.0.0',
})

// To see that it works:
Sentry.captureException(new Error('The first event'))`,
    },
    {
      id: 'browser',
      name: 'Browser',
      install: 'npm install @sentry/browser',
      code: `import * as Sentry from '@sentry/browser'

Sentry.init({
  dsn: '${dsn}',
  environment: 'production',
  release: '1.0.0',
})

// To see that it works:
Sentry.captureException(new Error('The first event'))`,
    },
    {
      id: 'python',
      name: 'Python',
      install: 'pip install sentry-sdk',
      code: `import sentry_sdk

sentry_sdk.init(
    dsn="${dsn}",
    environment="production",
    release="1.0.0",
)

# To see that it works:
sentry_sdk.capture_exception(RuntimeError("The first event"))`,
    },
    {
      id: 'curl',
      name: 'curl',
      code: `curl ${location.origin}/api/v1/events \\
  -H 'Authorization: Bearer ${ingestKey}' \\
  -H 'Content-Type: application/json' \\
  -d '{"level":"error","message":"The first event","environment":"production"}'`,
    },
  ]
}
