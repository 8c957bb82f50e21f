/** Who sent a group of records: what the resource and the scope say, in our words. */
import type { JsonObject } from '../event.ts'
import type { Sender } from '../records.ts'
import { joined, named, pairsOf, type Pair, type Trim } from './attributes.ts'
import { maxNameLength, maxResourceAttributes } from './limits.ts'
import type { SentScope } from './sent.ts'

const maxReleaseLength = 250

const names = {
  service: ['service.name'],
  release: ['service.version'],
  environment: ['deployment.environment.name', 'deployment.environment'],
  host: ['host.name'],
}
const ownPlaces = new Set(Object.values(names).flat())

export type Program = {
  sender: Sender
  /** Of events; the names are those of other SDKs, so that the same error by either is grouped alike. */
  platform: string | undefined
  sdk: { name?: string | undefined; version?: string | undefined } | undefined
  /** Everything else of the resource and of the scope, for each of their records; the scope is nearer. */
  inherited: Pair[]
  scope: SentScope
}

const platforms: Record<string, string> = {
  nodejs: 'node',
  webjs: 'javascript',
  python: 'python',
  java: 'java',
  go: 'go',
  dotnet: 'csharp',
  ruby: 'ruby',
  php: 'php',
  rust: 'rust',
  cpp: 'native',
  swift: 'cocoa',
  erlang: 'elixir',
}

export function programOf(resource: JsonObject, scope: SentScope, trim: Trim): Program {
  const language = named(resource, ['telemetry.sdk.language'], maxNameLength) ?? ''
  const sdkName = named(resource, ['telemetry.sdk.name'], maxNameLength)
  const version = named(resource, ['telemetry.sdk.version'], maxNameLength)
  return {
    sender: {
      service: named(resource, names.service, maxNameLength),
      release: named(resource, names.release, maxReleaseLength),
      environment: named(resource, names.environment, maxNameLength),
      host: named(resource, names.host, maxNameLength),
    },
    platform: Object.hasOwn(platforms, language) ? platforms[language] : undefined,
    sdk: sdkName ? { name: sdkName, version } : undefined,
    inherited: joined(
      pairsOf(scope.attributes, maxResourceAttributes, trim),
      pairsOf(resource, maxResourceAttributes, trim, ownPlaces),
    ),
    scope,
  }
}
