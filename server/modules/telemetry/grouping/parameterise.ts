/**
 * Takes out of a message what differs from one occurrence to the next. All patterns are linear in a text whose length
 * is bounded before the first of them runs.
 */

/** Marks a placeholder. It is taken out of what was sent, so that the literal text `<uuid>` cannot forge one. */
const mark = '\u0001'

const maxRead = 2048
const maxKept = 300

/** Looks at a text before the numbers in it are taken out: what it gives back stays. */
export type Keep = (text: string) => string | undefined

/** `404 Client Error` and `503 Service Unavailable` are different errors. From version 2 on. */
export const keepingStatus: Keep = (text) =>
  /^[45]\d\d (?=(?:Client|Server) Error|(?:Bad|Not|Too|Internal|Service|Gateway|Method|Request|Payload|Unprocessable) |Unauthorized|Forbidden|Conflict|Gone)/i.exec(
    text,
  )?.[0]

/** The first two lines that are not empty, with placeholders; at most 300 characters. */
export function parameterise(message: string, keep?: Keep): string {
  const kept = keep?.(message.slice(0, 100).trimStart())
  if (kept !== undefined) return `${kept}${parameterise(message.trimStart().slice(kept.length))}`.slice(0, maxKept)
  const text = firstLines(message.slice(0, maxRead * 4).replaceAll(mark, '\uFFFD'))
  const rules = /[\d"'`“«‘@/\\{:]/.test(text) ? replaced(text) : text
  return rules.replace(/\s+/g, ' ').trim().slice(0, maxKept).toWellFormed()
}

const maxSegments = 20

/** `/orders/17?page=2` is one route with `/orders/18`, and none with `/users/17`. From version 2 on. */
export function parameteriseRoute(route: string): string {
  const [path = ''] = route.slice(0, maxRead).split(/[?#]/, 1)
  const segments = path.split('/').slice(0, maxSegments)
  return segments.map((segment) => parameterise(segment)).join('/')
}

function firstLines(text: string): string {
  const lines = text.split(/\r?\n/, 40).map((line) => line.trim())
  return lines.filter(Boolean).slice(0, 2).join('\n').slice(0, maxRead)
}

const as = (name: string) => `${mark}<${name}>`

type Rule = { needs: RegExp; pattern: RegExp; to: string | ((whole: string, ...rest: never[]) => string) }

const month =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const clock = '\\d{1,2}:\\d\\d(?::\\d\\d(?:[.,]\\d{1,9})?)?'
const unit = 'ns|µs|μs|us|ms|s|secs?|seconds?|m|mins?|minutes?|hr?s?|hours?|days?|weeks?'

/** In this order: what a later one would take apart comes first. */
const rules: Rule[] = [
  { needs: /\{"/, pattern: /\{\s?"[^\n]{0,1000}\}/g, to: as('json') },
  { needs: /@/, pattern: /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}/g, to: as('email') },
  { needs: /:\/\//, pattern: /(?<![\w+.-])[a-z][a-z\d+.-]{1,20}:\/\/[^\s"'`<>()[\]{}|]{1,1000}/gi, to: as('url') },
  {
    needs: /["'`“«‘]/,
    pattern:
      /(?<!\w)(?:"[^"\n]{1,300}"|'[^'\n]{1,300}'|`[^`\n]{1,300}`|“[^”\n]{1,300}”|‘[^’\n]{1,300}’|«[^»\n]{1,300}»)(?!\w)/g,
    to: quoted,
  },
  {
    needs: /-/,
    pattern: /(?<![\da-z])[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}(?![\da-z])/gi,
    to: as('uuid'),
  },
  {
    needs: /\d/,
    pattern: new RegExp(
      `(?<!\\w)\\d{4}[-/]\\d\\d[-/]\\d\\d(?:[T ]${clock}(?: ?(?:Z|UTC|GMT|[+-]\\d\\d:?\\d\\d))?)?(?!\\w)`,
      'gi',
    ),
    to: as('date'),
  },
  {
    needs: /\d/,
    pattern: new RegExp(
      `(?<!\\w)(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? )?(?:\\d{1,2}[ -]${month}|${month} \\d{1,2},?)(?:[ -]\\d{4})?(?:[ ,]{1,2}${clock}(?: ?(?:[AP]M|Z|UTC|GMT|[+-]\\d{4}))?)?(?: \\d{4})?(?!\\w)`,
      'gi',
    ),
    to: as('date'),
  },
  { needs: /\d/, pattern: /(?<![\w.])\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})(?![\w.])/g, to: as('date') },
  { needs: /:\d/, pattern: new RegExp(`(?<![\\w:])${clock}(?: ?[AP]M)?(?![\\w:])`, 'gi'), to: as('time') },
  {
    needs: /::|:[\da-f]+:/i,
    pattern: /(?<![\w:.])(?=[\da-f:]{0,40}\d)(?:[\da-f]{0,4}:){2,7}[\da-f]{0,4}(?![\w:])/gi,
    to: as('ip'),
  },
  { needs: /\d\.\d/, pattern: /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?(?!\w)/g, to: as('ip') },
  {
    needs: /[.:]/,
    pattern:
      /(?<![\w.@/-])(?:(?:[a-z\d-]{1,63}\.){1,8}(?:com|net|org|edu|gov|internal|localdomain)(?::\d{1,5})?|localhost(?::\d{1,5})?|(?:[\w-]{1,63}\.){1,8}[a-z][\w-]{0,62}:\d{1,5}(?::\d{1,5})?)(?![\w/])/gi,
    to: as('host'),
  },
  { needs: /\\/, pattern: /(?<![\w])(?:[a-z]:|\\)\\[^\s:"'<>|]{1,300}/gi, to: as('path') },
  {
    needs: /\//,
    pattern:
      /(?<![\w.:/<>-])(?:\/[\w.@+~%=,-]{1,128}){2,32}\/?|(?<![\w./-])~?\.{0,2}\/?(?:[\w.-]{1,64}\/){1,16}[\w-]{1,64}\.[a-z]{1,5}(?!\w)/g,
    to: as('path'),
  },
  {
    needs: /\d/,
    pattern: /[$€£¥] ?\d[\d.,]{0,24}(?!\w)|(?<![\w.])\d[\d.,]{0,24} ?(?:USD|EUR|GBP|JPY|CHF|€|£|¥)(?!\w)/g,
    to: as('amount'),
  },
  { needs: /\d/, pattern: /(?<![\w.])\d{1,20}(?:[.,]\d{1,20})? ?(?:%|[kmgt]i?b|bytes?)(?!\w)/gi, to: as('size') },
  {
    needs: /\d/,
    pattern: new RegExp(`(?<![\\w.])\\d{1,20}(?:[.,]\\d{1,20})? ?(?:${unit})(?!\\w)`, 'g'),
    to: as('duration'),
  },
  { needs: /\d/, pattern: /(?<!\w)0x[\da-f]{1,64}(?!\w)|(?<=\w)@[\da-f]{4,16}(?!\w)/gi, to: as('number') },
  { needs: /\d/, pattern: /(?<!\w)(?=[a-f]{0,64}\d)[\da-f]{7,128}(?!\w)/gi, to: as('number') },
  {
    needs: /\d/,
    pattern: /(?<![\w.])(?<![A-Za-z]-)[-+]?\d{1,40}(?:[.,]\d{1,40}){0,8}(?:e[-+]?\d{1,4})?(?![\w])/gi,
    to: number,
  },
  { needs: /\d/, pattern: /(?<![\w-])(?=[A-Za-z_-]{0,128}\d)(?=[\d_-]{0,128}[A-Za-z])[\w-]{2,512}/g, to: identifier },
]

function replaced(text: string): string {
  let result = text
  for (const { needs, pattern, to } of rules) {
    // The string and the function form of replace are one to us, not to the compiler.
    if (needs.test(result)) result = result.replace(pattern, to as string)
  }
  return result
}

const nounBefore =
  /(?:propert(?:y|ies)|attribute|column|relation|table|module|method|function|field|param(?:eter)?|argument|option|class|type|variable|index|constraint|keyword|name|reading|setting|package|extension|command|operator|prop|key|evaluating) \(?$/i
const nounAfter =
  /^(?:\)| (?:object|column|table|function|method|property|attribute|module|class|field|parameter|argument|type|is required|is not (?:defined|a function|a constructor|iterable))\b)/i

/** A name of the program (column 'price', 'NoneType' object) tells errors apart; a name of a thing does not. */
function quoted(whole: string, offset: number, text: string): string {
  const around =
    nounBefore.test(text.slice(Math.max(0, offset - 24), offset)) ||
    nounAfter.test(text.slice(offset + whole.length, offset + whole.length + 32))
  return around && /^.[\w.$:-]{1,80}.$/.test(whole) ? whole : as('quoted')
}

const statusBefore = /(?:^|\b)(?:status|code|http|errno|error|exit|signal|sqlstate|exception)(?: code)?[ :=#([]{1,2}$/i

/** A status or error code says what went wrong: 404 and 500 are not the same. */
function number(whole: string, offset: number, text: string): string {
  const isCode = whole.length <= 5 && statusBefore.test(text.slice(Math.max(0, offset - 24), offset))
  return isCode ? whole : as('number')
}

/** Letters and digits mixed: `user-123`, `ord_9f8a7b`, `utf8`. An error code in front (`ORA-00942`) stays. */
function identifier(whole: string, offset: number): string {
  if (offset === 0 && /^[A-Z]{1,8}-?\d{3,6}$/.test(whole)) return whole
  return whole.replace(/[A-Za-z\d]+/g, (part) => {
    if (!/\d/.test(part) || /^[A-Za-z]{2,}\d{1,2}$/.test(part)) return part
    const named = /^([A-Za-z]{2,})\d+$/.exec(part)
    return named ? `${named[1] ?? ''}${as('number')}` : as('number')
  })
}
