/** As in docs/search.md. */
const rows = [
  ['card declined', 'both words, in any order'],
  ['"card declined"', 'these words in this order'],
  ['decl*', 'words that begin so'],
  ['release:2.1.0', 'a field or an attribute'],
  ['user.name:"Ada L"', 'a value with spaces'],
  ['region:*', 'anything that has it'],
  ['cart.size:>10', 'numbers: >, >=, <, <='],
  ['level:>=warning', 'levels have an order too'],
  ['-level:info', 'all but these'],
] as const

/** Where a query was not understood: what can be written instead. */
export function QueryHelp() {
  return (
    <div className="mx-auto max-w-xl px-4 py-8">
      <h2 className="mb-2 font-semibold">What can be asked</h2>
      <table className="w-full border-collapse">
        <thead className="sr-only">
          <tr>
            <th scope="col">Write</th>
            <th scope="col">Finds</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([write, finds]) => (
            <tr key={write} className="border-t border-line first:border-t-0">
              <td className="w-1/2 py-1.5 pr-4">
                <code className="rounded bg-sunken px-1">{write}</code>
              </td>
              <td className="py-1.5 text-muted">{finds}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-2 text-muted">All parts must hold.</p>
    </div>
  )
}
