/** Every place of an event that can hold text; its ids, times, numbers and the words of our own are left. */
import { titleOf } from '../clean.ts'
import type { EventBreadcrumb, EventException, EventFrame, EventRequest, EventUser, TelemetryEvent } from '../event.ts'
import type { Walk } from './walk.ts'

export function scrubEvent(walk: Walk, event: TelemetryEvent): TelemetryEvent {
  const { text, required, map, pairs } = walk
  const scrubbed = {
    ...event,
    culprit: required('culprit', event.culprit, 'event.culprit'),
    platform: required('platform', event.platform, 'event.platform'),
    release: text('release', event.release, 'event.release'),
    distribution: text('distribution', event.distribution, 'event.distribution'),
    environment: text('environment', event.environment, 'event.environment'),
    service: text('service', event.service, 'event.service'),
    host: text('host', event.host, 'event.host'),
    route: text('route', event.route, 'event.route'),
    logger: text('logger', event.logger, 'event.logger'),
    message: text('message', event.message, 'event.message'),
    messageTemplate: text('messageTemplate', event.messageTemplate, 'event.messagetemplate'),
    user: event.user && scrubUser(walk, event.user, 'event'),
    attributes: pairs('attributes', event.attributes, 'event.attributes'),
    exceptions: walk.each('exceptions', event.exceptions, (exception) => scrubException(walk, exception)),
    threads: walk.each('threads', event.threads, (thread) => ({
      ...thread,
      id: text('id', thread.id, 'event.thread.name'),
      name: text('name', thread.name, 'event.thread.name'),
      frames: walk.each('frames', thread.frames, (frame) => scrubFrame(walk, frame)),
    })),
    breadcrumbs: walk.each('breadcrumbs', event.breadcrumbs, (crumb) => scrubBreadcrumb(walk, crumb)),
    request: event.request && walk.within('request', () => scrubRequest(walk, event.request ?? { headers: [] })),
    contexts: map('contexts', event.contexts, 'event.contexts'),
    extra: map('extra', event.extra, 'event.extra'),
    packages: pairs('packages', event.packages, 'event.packages'),
    sdk:
      event.sdk &&
      walk.within('sdk', () => ({
        name: text('name', event.sdk?.name, 'event.sdk.name'),
        version: text('version', event.sdk?.version, 'event.sdk.version'),
      })),
    fingerprint:
      event.fingerprint && walk.each('fingerprint', event.fingerprint, (part) => walk.item(part, 'event.fingerprint')),
    debugImages: walk.each('debugImages', event.debugImages, (image) => walk.mapItem(image, 'event.debugimages')),
    unknown: map('unknown', event.unknown, 'event.unknown'),
  }
  return { ...scrubbed, title: required('title', titleAfter(event, scrubbed), 'event.title') || '[removed]' }
}

/** What was taken out of a message is not told by the title that was made of it. */
function titleAfter(event: TelemetryEvent, scrubbed: TelemetryEvent): string {
  const after = sources(scrubbed)
  const made = sources(event).findIndex(
    ([type, value], i) => (type !== after[i]?.[0] || value !== after[i]?.[1]) && titleOf(type, value) === event.title,
  )
  return made === -1 ? event.title : titleOf(...(after[made] ?? []))
}

type Source = [type?: string | undefined, value?: string | undefined]

/** What each protocol may have made a title of. */
function sources({ message, exceptions }: TelemetryEvent): Source[] {
  return [
    [undefined, message],
    ...exceptions.flatMap(({ type, value }): Source[] => [
      [type, value],
      [type, value || message],
      [undefined, value],
    ]),
  ]
}

export function scrubUser(walk: Walk, user: EventUser, kind: string): EventUser {
  return walk.within('user', () => ({
    ...user,
    id: walk.text('id', user.id, `${kind}.user.id`),
    email: walk.text('email', user.email, `${kind}.user.email`),
    name: walk.text('name', user.name, `${kind}.user.name`),
    ipAddress: walk.text('ipAddress', user.ipAddress, `${kind}.user.ipaddress`),
  }))
}

function scrubException(walk: Walk, exception: EventException): EventException {
  const { text } = walk
  return {
    ...exception,
    type: text('type', exception.type, 'event.exception.type'),
    value: text('value', exception.value, 'event.exception.value'),
    module: text('module', exception.module, 'event.exception.module'),
    threadId: text('threadId', exception.threadId, 'event.thread.name'),
    mechanism: text('mechanism', exception.mechanism, 'event.exception.mechanism'),
    frames: walk.each('frames', exception.frames, (frame) => scrubFrame(walk, frame)),
  }
}

function scrubFrame(walk: Walk, frame: EventFrame): EventFrame {
  const { text } = walk
  return {
    ...frame,
    function: text('function', frame.function, 'event.frame.function'),
    file: text('file', frame.file, 'event.frame.file'),
    path: text('path', frame.path, 'event.frame.path'),
    module: text('module', frame.module, 'event.frame.module'),
    package: text('package', frame.package, 'event.frame.package'),
    platform: text('platform', frame.platform, 'event.frame.package'),
    contextLine: text('contextLine', frame.contextLine, 'event.frame.source'),
    before: frame.before && walk.each('before', frame.before, (line) => scrubLine(walk, line)),
    after: frame.after && walk.each('after', frame.after, (line) => scrubLine(walk, line)),
    variables: walk.map('variables', frame.variables, 'event.frame.vars'),
    debugId: text('debugId', frame.debugId, 'event.frame.package'),
    address: text('address', frame.address, 'event.frame.package'),
    addressMode: text('addressMode', frame.addressMode, 'event.frame.package'),
    imageAddress: text('imageAddress', frame.imageAddress, 'event.frame.package'),
    minified: frame.minified && {
      ...frame.minified,
      function: text('minified', frame.minified.function, 'event.frame.function'),
      file: text('minified', frame.minified.file, 'event.frame.file'),
    },
  }
}

const scrubLine = (walk: Walk, line: string | null): string | null =>
  line === null ? null : walk.item(line, 'event.frame.source')

function scrubBreadcrumb(walk: Walk, crumb: EventBreadcrumb): EventBreadcrumb {
  return {
    ...crumb,
    category: walk.text('category', crumb.category, 'event.breadcrumb.category'),
    kind: walk.text('kind', crumb.kind, 'event.breadcrumb.kind'),
    message: walk.text('message', crumb.message, 'event.breadcrumb.message'),
    data: walk.map('data', crumb.data, 'event.breadcrumb.data'),
  }
}

function scrubRequest(walk: Walk, request: EventRequest): EventRequest {
  return {
    ...request,
    method: walk.text('method', request.method, 'event.request.method'),
    url: walk.text('url', request.url, 'event.request.url'),
    query: walk.text('query', request.query, 'event.request.query'),
    headers: walk.pairs('headers', request.headers, 'event.request.headers'),
    data: walk.json('data', request.data, 'event.request.data'),
  }
}
