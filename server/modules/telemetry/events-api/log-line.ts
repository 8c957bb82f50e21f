/**
 * Lines as log files have them, sent as the message of an event: what stands before the text goes to where it belongs,
 * so that the text alone is mined for its template. Each pattern is anchored and reads a character a bounded number of
 * times.
 */
import { readTime } from '../clean.ts'
import type { EventLevel } from '../event.ts'

export type LogLine = {
  /** What the program said; never empty. */
  text: string
  level?: EventLevel | undefined
  host?: string | undefined
  program?: string | undefined
  /** Only where the line says its zone: a time of somewhere is no time. */
  at?: Date | undefined
}

/** Undefined for what has none of the three forms: then it is a message like any other. */
export function readLogLine(line: string): LogLine | undefined {
  const read = readSyslog(line) ?? readOldSyslog(line) ?? readStamped(line)
  return read && read.text.trim() !== '' ? { ...read, text: read.text.trim() } : undefined
}

/** RFC 5424 §6: priority, version 1, time, host, program, process, message id, structured data, text. */
const syslog =
  /^<(\d{1,3})>1 (\S{1,64}) (\S{1,255}) (\S{1,48}) \S{1,128} \S{1,32} (?:-|(?:\[(?:[^\]\\]|\\.)*\])+)(?: \uFEFF?(.*))?$/s

function readSyslog(line: string): LogLine | undefined {
  const [, priority = '', time = '', host, program, text = ''] = syslog.exec(line) ?? []
  if (host === undefined) return undefined
  return { text, level: levelOf(priority), host: known(host), program: known(program), at: readTime(time) }
}

/** RFC 3164 §4.1, with its priority or, as files have it, without. */
const oldSyslog =
  /^(?:<(\d{1,3})>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (\S{1,255}) ([^\s:[]{1,64})(?:\[\d{1,10}\])?: (.*)$/s

function readOldSyslog(line: string): LogLine | undefined {
  const [, priority = '', host, program, text = ''] = oldSyslog.exec(line) ?? []
  return host === undefined ? undefined : { text, level: levelOf(priority), host, program }
}

/** A time and, mostly, a level: what loggers write. */
const stamped =
  /^\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)([.,]\d{1,9})?(Z|[+-]\d\d:?\d\d)?\]?\s{1,4}(?:\[?([A-Za-z]{4,8})\]?:?\s{1,8})?(.*)$/s

function readStamped(line: string): LogLine | undefined {
  const [, time = '', fraction = '', zone, word, rest] = stamped.exec(line) ?? []
  if (rest === undefined) return undefined
  const level = levelOfWord(word)
  // A word that is no level is the first of the text.
  const text = word === undefined || level ? rest : line.slice(line.indexOf(word, time.length))
  return { text, level, at: zone === undefined ? undefined : readTime(`${time}${fraction.replace(',', '.')}${zone}`) }
}

/** RFC 5424 §6.2.1: the severity is the priority modulo 8. */
const severities: EventLevel[] = ['fatal', 'fatal', 'fatal', 'error', 'warning', 'info', 'info', 'debug']

function levelOf(priority: string): EventLevel | undefined {
  return priority === '' || Number(priority) > 191 ? undefined : severities[Number(priority) % 8]
}

const words: Record<string, EventLevel> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  notice: 'info',
  warn: 'warning',
  warning: 'warning',
  error: 'error',
  severe: 'error',
  critical: 'fatal',
  fatal: 'fatal',
}

function levelOfWord(word: string | undefined): EventLevel | undefined {
  const name = word?.toLowerCase() ?? ''
  return Object.hasOwn(words, name) ? words[name] : undefined
}

/** `-` stands for what is not known. */
const known = (field: string | undefined) => (field === '-' ? undefined : field)
