import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { executionError, histogram, labelsOf } from '#modules/metrics'
import { checkTemplate, expandTemplate, type TemplateData, type VectorElement } from './expand.ts'
import { maxTemplateDepth } from './cursor.ts'
import { maxTemplateLength } from './parse.ts'
import { maxCalls, maxQueries, maxSteps } from './run.ts'
import { maxTextLength } from './values.ts'

const vector: VectorElement[] = [
  { labels: labelsOf({ __name__: 'up', instance: 'b', __value__: 'two' }), value: 2 },
  { labels: labelsOf({ __name__: 'up', instance: 'a' }), value: 1 },
]

const data: TemplateData = {
  labels: labelsOf({ __name__: 'up', instance: 'db-1:9100', job: 'node' }),
  value: 0.953,
  externalLabels: labelsOf({ region: 'eu' }),
  externalUrl: 'https://watchword.example',
  nowMs: Date.UTC(2026, 0, 2, 3, 4, 5, 670),
  query: (expression) => {
    if (expression === 'up') return Promise.resolve(vector)
    return expression === 'bad(' ? Promise.reject(executionError('no such function')) : Promise.resolve([])
  },
}

const expand = (text: string, changes: Partial<TemplateData> = {}) => expandTemplate(text, { ...data, ...changes })
const failed = async (text: string, message: RegExp, changes: Partial<TemplateData> = {}) =>
  assert.match(await expand(text, changes), new RegExp(`^<error expanding template: .*${message.source}`), text)

/** What each template gives; frozen, because people compare what they are sent. */
async function golden(expected: Readonly<Record<string, string>>) {
  for (const [text, output] of Object.entries(expected)) assert.equal(await expand(text), output, text)
}

test('labels, value and outer settings, by variable and by field', async () => {
  await golden({
    'Instance {{ $labels.instance }} is at {{ $value }}': 'Instance db-1:9100 is at 0.953',
    '{{ .Labels.job }} {{ .Value }} {{ .ExternalLabels.region }} {{ .ExternalURL }}':
      'node 0.953 eu https://watchword.example',
    '{{ $externalLabels.region }} {{ $externalURL }} {{ externalURL }}':
      'eu https://watchword.example https://watchword.example',
    '{{ $labels.missing }}|{{ $labels.__name__ }}|{{ $.Labels.job }}': '|up|node',
    'no template': 'no template',
    '{{ $labels }}': 'map[__name__:up instance:db-1:9100 job:node]',
  })
})

test('a value that is a histogram is described', async () => {
  assert.equal(await expand('{{ $value }}', { value: histogram({ count: 2, sum: 3 }) }), '{count:2, sum:3}')
})

test('control structures', async () => {
  await golden({
    '{{ if gt $value 0.9 }}high{{ else }}low{{ end }}': 'high',
    '{{ if false }}a{{ else if eq $labels.job "node" "other" }}b{{ else }}c{{ end }}': 'b',
    '{{ with $labels.job }}[{{ . }}]{{ end }}{{ with $labels.none }}x{{ else }}none{{ end }}': '[node]none',
    '{{ with "" }}a{{ else with $labels.job }}{{ . }}{{ end }}': 'node',
    '{{ range query "up" }}{{ .Labels.instance }}={{ .Value }} {{ end }}': 'b=2 a=1 ',
    '{{ range $i, $s := query "up" }}{{ $i }}:{{ $s.Value }} {{ end }}': '0:2 1:1 ',
    '{{ range $s := query "up" }}{{ $s | value }}{{ end }}': '21',
    '{{ range query "none" }}x{{ else }}nothing{{ end }}': 'nothing',
    '{{ range query "up" }}{{ if eq .Labels.instance "b" }}{{ continue }}{{ end }}{{ .Value }}{{ break }}{{ end }}':
      '1',
    '{{ range $k, $v := $labels }}{{ $k }};{{ end }}': '__name__;instance;job;',
    '{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $y := 3 }}{{ end }}{{ $x }}': '2',
    '{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ end }}{{ $x }}': '1',
    '{{ define "t" }}<{{ . }}{{ $labels.job }}>{{ end }}{{ template "t" "a" }}{{ template "t" }}':
      '<anode><<no value>node>',
    '{{/* a comment }} */}}a {{- " b " -}} c': 'a b c',
    '{{- /* trims */ -}}  a': 'a',
    '{{ "quoted \\"text\\" }}" }}{{ `raw }}` }}': 'quoted "text" }}raw }}',
  })
})

test('and, or, not and comparisons; an int and a float are compared by value', async () => {
  await golden({
    '{{ and true "" "x" }}|{{ or "" 0 "x" "y" }}|{{ not 0 }}': '|x|true',
    '{{ and 1 2 }} {{ or nil "z" }} {{ 3 | and 1 }}': '2 z 3',
    '{{ or "found" (first (query "none")) }}': 'found',
    '{{ eq 1 1.0 }} {{ ne "a" "b" }} {{ lt 1 2 }} {{ le 2 2 }} {{ gt "b" "a" }} {{ ge 1 2 }}':
      'true true true true true false',
    '{{ gt $value 0 }} {{ eq true true }}': 'true true',
  })
  await failed('{{ eq 1 "1" }}', /incompatible types for comparison/)
  await failed('{{ lt true false }}', /invalid type/)
})

test('functions over results of queries', async () => {
  await golden({
    '{{ query "up" | first | value }} {{ query "up" | first | label "instance" }}': '2 b',
    '{{ with query "up" }}{{ . | first | value | humanize }}{{ end }}': '2',
    '{{ range sortByLabel "instance" (query "up") }}{{ .Labels.instance }}{{ end }}': 'ab',
    '{{ (query "up" | first).Value }} {{ (index (query "up") 1).Labels.instance }}': '2 a',
    '{{ len (query "up") }} {{ len "héllo" }} {{ len $labels }} {{ index $labels "job" }}': '2 6 3 node',
    '{{ query "up" | first | strvalue }}': 'two',
    '{{ (args 1 "b").arg1 }}{{ (args 1).arg7 }}': 'b<no value>',
  })
  await failed('{{ query "none" | first | value }}', /error calling first: first\(\) called on vector with no elements/)
  await failed('{{ query "bad(" }}', /error calling query: no such function/)
  await failed('{{ index (query "up") 5 }}', /index out of range: 5/)
})

test('numbers for people', async () => {
  await golden({
    '{{ humanize 0.0 }} {{ humanize 1234567.0 }} {{ humanize 0.00345 }} {{ humanize -1500 }} {{ humanize "+Inf" }}':
      '0 1.235M 3.45m -1.5k +Inf',
    '{{ humanize1024 0.0 }} {{ humanize1024 1048576.0 }} {{ humanize1024 1500 }} {{ humanize1024 0.5 }}':
      '0 1Mi 1.465ki 0.5',
    '{{ humanizeDuration 0 }} {{ humanizeDuration 0.0123 }} {{ humanizeDuration 59.5 }} {{ humanizeDuration 61 }}':
      '0s 12.3ms 59.5s 1m 1s',
    '{{ humanizeDuration 3661 }} {{ humanizeDuration 90061 }} {{ humanizeDuration -90061 }} {{ humanizeDuration "nan" }}':
      '1h 1m 1s 1d 1h 1m 1s -1d 1h 1m 1s NaN',
    '{{ humanizePercentage 0.12345 }} {{ humanizePercentage 1 }} {{ humanizePercentage 0.0000001 }}':
      '12.35% 100% 1e-05%',
    '{{ humanizeTimestamp 1435065584.128 }}': '2015-06-23 13:19:44.128 +0000 UTC',
    '{{ toTime 1.5 }} {{ toDuration 5400 }} {{ toDuration 0.25 }} {{ toDuration 93.5 }} {{ parseDuration "1h30m" }}':
      '1970-01-01 00:00:01.5 +0000 UTC 1h30m0s 250ms 1m33.5s 5400',
    '{{ now }} {{ now | humanizeTimestamp }}': '1.76732304567e+09 2026-01-02 03:04:05.67 +0000 UTC',
    '{{ humanize "12345" }} {{ 0x10 }} {{ \'a\' }} {{ -7 }} {{ 1e6 }} {{ 1000000 }}': '12.35k 16 97 -7 1e+06 1000000',
  })
  await failed('{{ humanize "one" }}', /parsing "one": invalid syntax/)
  await failed('{{ humanizeTimestamp 1e18 }}', /cannot be represented as a time/)
  await failed('{{ parseDuration "soon" }}', /not a valid duration string/)
})

test('texts, hosts and addresses', async () => {
  await golden({
    '{{ title "hello wörld_x" }} {{ toUpper "aé" }} {{ toLower "AÉ" }}': 'Hello Wörld_x AÉ aé',
    '{{ match "[a-z]+-[0-9]" $labels.instance }} {{ match "^1" $labels.instance }}': 'true false',
    '{{ reReplaceAll ":[0-9]+" "" $labels.instance }} {{ reReplaceAll "(.)b" "${1}x" "ababb" }}': 'db-1 axaxb',
    '{{ stripPort "db.example:9100" }} {{ stripPort "[::1]:80" }} {{ stripPort "db" }} {{ stripPort "::1" }}':
      'db.example ::1 db ::1',
    '{{ stripDomain "db.example.org:9100" }} {{ stripDomain "db.example" }} {{ stripDomain "127.0.0.1:80" }}':
      'db:9100 db 127.0.0.1:80',
    '{{ urlQueryEscape "a b&c=d/(é)" }} {{ urlquery "x y" }}': 'a+b%26c%3Dd%2F%28%C3%A9%29 x+y',
    '{{ html "<a & \\"b\\">" }} {{ safeHtml "<b>" }}': '&lt;a &amp; &#34;b&#34;&gt; <b>',
  })
  await failed('{{ match "(" "a" }}', /error parsing regexp/)
})

test('print, println and printf as Go has them', async () => {
  await golden({
    '{{ print 1 2 "a" 3 4 }}|{{ print nil true }}|{{ println "a" 1 }}': '1 2a3 4|<no value> true|a 1\n',
    '{{ printf "%s %d %v %q" "a" 7 1.5 "x\\"y" }}': 'a 7 1.5 "x\\"y"',
    '{{ printf "%.2f %f %8.3f|%-6d|%06d|%+d" 1.005 2.0 3.14159 4 5 6 }}': '1.00 2.000000    3.142|4     |000005|+6',
    '{{ printf "%e %g %.3g %x %X %t %%" 12345.678 1e6 1234.5 255 255 true }}':
      '1.234568e+04 1e+06 1.23e+03 ff FF true %',
    '{{ printf "%d" 1.5 }} {{ printf "%s" 1 }} {{ printf "%d" }} {{ printf "a" 1 }}':
      '%!d(float64=1.5) %!s(int=1) %!d(MISSING) a%!(EXTRA int=1)',
    '{{ printf "%.1f%%" $value }} {{ $value | printf "%.0f" }} {{ printf "%5s|%-5s|%.2s" "ab" "cd" "efg" }}':
      '1.0% 1    ab|cd   |ef',
  })
  await failed('{{ printf "%99999d" 1 }}', /a width above 1000/)
})

test('what only Prometheus has pages for renders as nothing and rejects no rule', async () => {
  await golden({ 'a{{ graphLink "up" }}{{ tableLink "up" }}{{ pathPrefix }}{{ tmpl "x" . }}b': 'ab' })
})

test('a text that is no template is refused with its line', () => {
  const refused = (text: string, line: number, message: RegExp) =>
    assert.throws(
      () => checkTemplate(text),
      (error) => {
        assert.match((error as Error).message, message, text)
        assert.equal((error as { line?: number }).line, line, text)
        return true
      },
    )
  refused('{{ if true }}x', 1, /not closed/)
  refused('a\n{{ end }}', 2, /unexpected \{\{end\}\}/)
  refused('{{ else }}', 1, /unexpected \{\{else\}\}/)
  refused('\n\n{{ nothing }}', 3, /function "nothing" not defined/)
  refused('{{ $nothing }}', 1, /undefined variable "\$nothing"/)
  refused('{{ if true }}{{ $x := 1 }}{{ end }}{{ $x }}', 1, /undefined variable "\$x"/)
  refused('{{ $x = 1 }}', 1, /undefined variable/)
  refused('{{ "open }}', 1, /unexpected "\\""/)
  refused('{{ $value', 1, /unclosed action/)
  refused('{{ }}', 1, /missing value/)
  refused('{{ 1 | 2 }}', 1, /only a function/)
  refused('{{ "a" "b" }}', 1, /only a function has arguments/)
  refused('{{ (1 }}', 1, /expected \)/)
  refused('{{ break }}', 1, /outside of \{\{range\}\}/)
  refused('{{ 99999999999999999999 }}', 1, /too large/)
  refused('{{ "\\z" }}', 1, /wrong escape/)
  refused('{{ define "a" }}{{ $labels.x }}', 1, /not closed/)
  refused(`${'x'.repeat(maxTemplateLength - 9)}{{ "ab" }}`, 1, /longer than/)
})

test('whatever the text is, it is read or refused, and runs to an end', async () => {
  const pieces = fc.constantFrom(
    '{{',
    '}}',
    ' ',
    'if',
    'else',
    'end',
    'range',
    'with',
    '$x',
    ':=',
    '=',
    '.a',
    '.',
    '"',
    '`',
    '1',
    '|',
    '(',
    ')',
    'print',
    'query',
    'define',
    'template',
    '-',
    '\n',
    'x',
    'and',
    'len',
    '$labels',
    'break',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 30 }), async (parts) => {
      assert.equal(typeof (await expand(parts.join(''))), 'string')
    }),
    { numRuns: 500 },
  )
})

test('nothing of the program can be reached: no prototype, no constructor', async () => {
  for (const field of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'entries', 'kind']) {
    assert.equal(await expand(`{{ $labels.${field} }}`), '', field)
    await failed(`{{ (query "up" | first).${field} }}`, /can't evaluate field/)
    await failed(`{{ $value.${field} }}`, /can't evaluate field/)
    assert.throws(() => checkTemplate(`{{ ${field} "x" }}`), /not defined/)
  }
  const labels = labelsOf([['__proto__', 'a label like others']])
  assert.equal(await expand('{{ $labels.__proto__ }}', { labels }), 'a label like others')
})

test('output, steps, queries, calls and depth are bounded, and at the bound all still works', async () => {
  const text = (length: number) => `{{ "" }}${'x'.repeat(length)}`
  assert.equal((await expand(text(maxTextLength))).length, maxTextLength)
  await failed(text(maxTextLength + 1), /the output is longer/)
  const queries = (count: number) => '{{ query "none" | len }}'.repeat(count)
  assert.equal(await expand(queries(maxQueries)), '0'.repeat(maxQueries))
  await failed(queries(maxQueries + 1), /more than 10 queries/)
  await failed(
    '{{ define "t" }}{{ template "t" }}{{ end }}{{ template "t" }}',
    new RegExp(`more than ${maxCalls} deep`),
  )
  const wide = { query: () => Promise.resolve(Array.from({ length: 400 }, () => vector[0] as VectorElement)) }
  const loops = '{{ $all := query "x" }}{{ range $all }}{{ range $all }}{{ end }}{{ end }}'
  await failed(loops, new RegExp(`more than ${maxSteps} steps`), wide)
  const parentheses = (depth: number) => `{{ ${'('.repeat(depth)}1${')'.repeat(depth)} }}`
  assert.equal(await expand(parentheses(maxTemplateDepth)), '1')
  await failed(parentheses(maxTemplateDepth + 1), /nested deeper/)
})

test('texts that double, maps within maps and long replacements stop at the bound, in no time', async () => {
  const doubled = '{{ $x := "0123456789" }}' + '{{ $x = print $x $x }}'.repeat(12)
  assert.equal(await expand(`${doubled}{{ len $x }}`), '40960')
  await failed(`${doubled}{{ $x = print $x $x }}`, /error calling print: a text longer than 65536/)
  await failed(`${doubled}{{ printf "%s%s" $x $x }}`, /error calling printf: a text longer/)
  await failed(`${doubled}{{ $x = reReplaceAll "." $x $x }}`, /more than 100000 steps|too long/)
  await failed(`${doubled}{{ $x | reReplaceAll "0" "${'y'.repeat(200)}" }}`, /more than 100000 steps|too long/)
  await failed(doubled.replace('0123456789', '<<<<<<<<<<') + '{{ html $x }}', /error calling html: a text longer/)
  const nested = '{{ $m := args 1 }}' + '{{ $m = args $m $m }}'.repeat(60)
  await failed(`${nested}{{ $m }}`, /a text longer/)
  await failed(`${nested}{{ print $m }}`, /a text longer/)
  await failed(`${doubled}{{ range $l := $labels }}{{ match "(a{1000}b?){1}" $x }}{{ end }}`, /steps/)
})

test('an error that has nothing to do with the template is not put into an alert', async () => {
  const broken = { query: () => Promise.reject(new Error('the database is away')) }
  await assert.rejects(expand('{{ query "up" }}', broken), /the database is away/)
})
