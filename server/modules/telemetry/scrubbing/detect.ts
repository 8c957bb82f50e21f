/**
 * Finds what may be secret or personal in a text. Each answers where it stands, in order and without overlap, in time
 * linear in the length of the text: patterns begin at something rare, their repeats are bounded, and none is nested.
 */
import { findCardData } from '#platform/card-data'
import { findEmails } from './detect-email.ts'
import { findPrivateKeys, findSecrets } from './detect-secret.ts'
import { merge, spansOf, type Detect, type Span } from './spans.ts'

export const dataTypes = [
  'email',
  'ip',
  'card',
  'iban',
  'secret',
  'password',
  'jwt',
  'privateKey',
  'ssn',
  'phone',
  'mac',
  'userName',
  'pattern',
  'anything',
] as const
export type DataType = (typeof dataTypes)[number]

const none: Span[] = []

const hasDigits = /\d{2}/
const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)'
const ipv4 = new RegExp(`(?<![\\d.])${octet}(?:\\.${octet}){3}(?![\\d]|\\.\\d)`, 'g')
const ipv6 = /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}(?:[0-9a-f]{1,4}|:)?(?![\w:])/gi
const ssn = /(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g
const international = /(?<![\w+])\+\d[\d ().-]{6,18}\d(?!\d)/g
const american = /(?<![\d.-])(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?![\d-])/g
const mac = /(?<![0-9a-f:-])[0-9a-f]{2}(?:(?::[0-9a-f]{2}){5}|(?:-[0-9a-f]{2}){5})(?![0-9a-f:-])/gi
const jwt = /(?<![\w-])eyJ[\w-]{8,4000}\.[\w-]{4,8000}(?:\.[\w-]{0,2000})?/g
const home = /(?:\/home\/|\/Users\/|\\Users\\|\\\\Users\\\\)([^/\\\s:"'<>|]{1,64})(?=[/\\])/g
/** `password=…`, `"api_key": "…"`, `pwd: …` within a text; only the value is found. */
const pair =
  /(?<![A-Za-z0-9])(?:[A-Za-z0-9]{1,20}[_-]){0,3}(?:passw(?:or)?d|passphrase|pwd|secret|api[_-]?key|access[_-]?key|private[_-]?key|access[_-]?token|auth[_-]?token|refresh[_-]?token|id[_-]?token|session[_-]?token|client[_-]?secret)\\?["']?\s{0,3}[=:]\s{0,3}\\?["']?([^\s"'&,;\\)}\]]{1,500})/gi
/** Of a query string, whose names are short. */
const query = /[?&](?:[\w.-]{0,40}[_-])?(?:token|key|auth|sig|signature|sid|session|code|jwt)=([^\s&#"'<>]{8,500})/gi
/** As others have masked them already, or as a program prints that there is none. */
const isMasked = (text: string) => /^(?:\*+|\[.*|null|none|undefined|true|false|<.*)$/i.test(text)

export const detectors: Record<Exclude<DataType, 'pattern' | 'anything'>, Detect> = {
  email: findEmails,
  ip: (text) => {
    if (!hasDigits.test(text) && !text.includes('::')) return none
    const four = text.includes('.') ? spansOf(text, ipv4) : none
    const six = text.includes(':') ? spansOf(text, ipv6, (found) => found.length > 3 && isIpv6(found)) : none
    return merge(four, six)
  },
  card: (text) => cardData(text, 'card'),
  iban: (text) => cardData(text, 'iban'),
  secret: findSecrets,
  password: (text) => {
    const hasEquals = text.includes('=')
    if (!hasEquals && !text.includes(':')) return none
    const found = spansOf(text, pair, (value) => !isMasked(value))
    return hasEquals
      ? merge(
          found,
          spansOf(text, query, (value) => !isMasked(value)),
        )
      : found
  },
  jwt: (text) => (text.includes('eyJ') ? spansOf(text, jwt) : none),
  privateKey: findPrivateKeys,
  ssn: (text) => (text.length >= 11 && text.includes('-') ? spansOf(text, ssn) : none),
  phone: (text) => {
    if (text.length < 8 || !hasDigits.test(text)) return none
    const digits = (found: string) => found.replaceAll(/\D/g, '').length
    const long = text.includes('+')
      ? spansOf(text, international, (found) => digits(found) >= 8 && digits(found) <= 15)
      : none
    return merge(long, spansOf(text, american))
  },
  mac: (text) => (text.length >= 17 && (text.includes(':') || text.includes('-')) ? spansOf(text, mac) : none),
  userName: (text) => (text.includes('/') || text.includes('\\') ? spansOf(text, home) : none),
}

const isIpv6 = (text: string) => URL.canParse(`http://[${text}]/`)

const cardData = (text: string, wanted: 'card' | 'iban'): Span[] =>
  findCardData(text).filter(({ kind }) => kind === wanted)
