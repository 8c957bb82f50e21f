/** Every place of logs, spans and feedback that can hold text. */
import type { Feedback, LogRecord, Sender, Span } from '../records.ts'
import { scrubUser } from './scrub-event.ts'
import type { Walk } from './walk.ts'

function scrubSender(walk: Walk, sender: Sender, kind: string): Sender {
  return {
    service: walk.text('service', sender.service, `${kind}.service`),
    release: walk.text('release', sender.release, `${kind}.release`),
    environment: walk.text('environment', sender.environment, `${kind}.environment`),
    host: walk.text('host', sender.host, `${kind}.host`),
  }
}

export function scrubLog(walk: Walk, log: LogRecord): LogRecord {
  return {
    ...log,
    ...scrubSender(walk, log, 'log'),
    body: walk.required('body', log.body, 'log.body'),
    template: walk.text('template', log.template, 'log.template'),
    logger: walk.text('logger', log.logger, 'log.logger'),
    user: log.user && scrubUser(walk, log.user, 'log'),
    attributes: walk.pairs('attributes', log.attributes, 'log.attributes'),
  }
}

export function scrubSpan(walk: Walk, span: Span): Span {
  return {
    ...span,
    ...scrubSender(walk, span, 'span'),
    name: walk.required('name', span.name, 'span.name'),
    operation: walk.required('operation', span.operation, 'span.operation'),
    statusMessage: walk.text('statusMessage', span.statusMessage, 'span.statusmessage'),
    attributes: walk.pairs('attributes', span.attributes, 'span.attributes'),
    detail: walk.map('detail', span.detail, 'span.detail'),
  }
}

export function scrubFeedback(walk: Walk, feedback: Feedback): Feedback {
  return {
    ...feedback,
    ...scrubSender(walk, feedback, 'feedback'),
    name: walk.text('name', feedback.name, 'feedback.name'),
    email: walk.text('email', feedback.email, 'feedback.email'),
    message: walk.required('message', feedback.message, 'feedback.message'),
    url: walk.text('url', feedback.url, 'feedback.url'),
  }
}
