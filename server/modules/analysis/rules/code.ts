import { finding, type Rule } from '../finding.ts'
import { shareAtLeast } from '../statistics.ts'

/** Where in the customer's own code it is thrown. It says where to look and not what has changed, so it is weak. */
export const likelyFrame: Rule = ({ frames, sampledEvents, sourceMapsMissing }, book) => {
  const own = frames.filter(({ inApp }) => inApp).toSorted((a, b) => b.events - a.events)
  const [top] = own
  if (!top || sampledEvents === 0) return []
  const share = shareAtLeast(top.events, sampledEvents)
  const place = `${top.function === null ? '' : `${top.function} in `}${top.file}${top.line === null ? '' : `:${top.line}`}`
  const cited = book.add(
    'frame',
    `${place} is the top frame of its own code in ${top.events} of ${sampledEvents} events looked at.`,
  )
  const strength = (sourceMapsMissing ? 0.2 : 0.4) * (0.5 + share / 2)
  const fix = { kind: 'code', description: `Read ${place}.` } as const
  return finding('frame', strength, `It is thrown in ${place}.`, [cited], { fix })
}

/** Something that looks like it was fixed before, and how. */
export const fixedBefore: Rule = ({ similar }, book) =>
  similar
    .filter(({ score, fix }) => score >= 0.5 && fix !== null)
    .slice(0, 2)
    .flatMap(({ id, number, title, score, fix }) =>
      finding(
        'similar',
        0.25 + 0.35 * score,
        `Incident ${number} looked like it and was resolved: ${fix}`,
        [
          book.add(
            'similarIncident',
            `Incident ${number} ("${title}"), ${Math.round(score * 100)} % alike: ${fix}`,
            id,
          ),
        ],
        { fix: { kind: 'operate', description: `What was done then: ${fix}` } },
      ),
    )
