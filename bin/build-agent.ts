/**
 * Builds the agent: `agent/dist/watchword-agent.mjs`, one file without dependencies for Node 20 and newer, readable as it
 * is. `npm run build:agent`; a directory as an argument is where it goes instead.
 */
import { join, resolve } from 'node:path'
import { buildAgent } from './build-agent/build.ts'

const { file, sizeBytes } = await buildAgent(resolve(process.argv[2] ?? join(import.meta.dirname, '../agent/dist')))
console.log(`${file}: ${sizeBytes} bytes`)
