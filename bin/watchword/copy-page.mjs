/** `watchword copy-page`: writes a status page as files that any host can serve. Asks the API and nothing else. */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'

export const copyPageUsage = `usage: watchword copy-page <page id> <directory>

  <page id>      as in the page's address in the app
  <directory>    where the files go; each is replaced whole, none is deleted

                 WATCHWORD_URL is the installation's address, WATCHWORD_API_KEY a key of the workspace that may read.`

/** Answers the exit code: 0 written, 1 refused or not reachable, 2 not understood. */
export async function copyPage(args, environment = process.env) {
  const [pageId, directory, ...more] = args
  const { WATCHWORD_URL: url, WATCHWORD_API_KEY: key } = environment
  if (pageId === undefined || directory === undefined || more.length > 0 || !url || !key) {
    console.error(copyPageUsage)
    return 2
  }
  try {
    const address = `${url.replace(/\/$/, '')}/api/v1/status-pages/${encodeURIComponent(pageId)}/static-copy`
    const response = await fetch(address, { headers: { authorization: `Bearer ${key}` } })
    const text = await response.text()
    if (!response.ok) throw new Error(`${response.status}: ${text.slice(0, 300)}`)
    const { files, takenAt } = JSON.parse(text)
    const root = resolve(directory)
    for (const file of files) await write(root, file)
    console.log(`wrote ${files.length} files to ${root}, as of ${takenAt}`)
    return 0
  } catch (error) {
    console.error(`not copied: ${error instanceof Error ? error.message : String(error)}`)
    return 1
  }
}

async function write(root, { path, encoding, body }) {
  const target = resolve(join(root, path))
  // Whatever an installation answers, nothing is written elsewhere.
  if (!target.startsWith(root + sep)) throw new Error(`not a path below the directory: ${path}`)
  await mkdir(dirname(target), { recursive: true })
  // A host that reads meanwhile has the old file or the new one.
  await writeFile(`${target}.new`, Buffer.from(body, encoding))
  await rename(`${target}.new`, target)
}
