import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** A headless Chromium, spoken to by its own protocol: https://chromedevtools.github.io/devtools-protocol/ */
export interface Browser {
  /** Shows a page in a window of this width, and answers what `question` (an expression) is there. */
  ask(html: string, width: number, question: string): Promise<unknown>;
  /** The page that was shown last, as a PNG of this size. */
  picture(width: number, height: number): Promise<Buffer>;
  close(): Promise<void>;
}

const answer = z.object({
  id: z.number().optional(),
  method: z.string().optional(),
  sessionId: z.string().optional(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.unknown().optional(),
});

/** Starts the Chromium that is installed; undefined where none is. */
export async function startBrowser(): Promise<Browser | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'gallery-'));
  const options = ['--headless', '--no-sandbox', '--hide-scrollbars', '--remote-debugging-port=0'];
  const process = spawn('chromium', [...options, `--user-data-dir=${folder}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => {
    process.once('close', () => resolve());
    process.once('error', () => resolve());
  });
  const address = await new Promise<string | undefined>((resolve) => {
    let text = '';
    process.stderr.on('data', (chunk: Buffer) => {
      text += chunk;
      const found = /ws:\/\/\S+/.exec(text);
      if (found !== null) resolve(found[0]);
    });
    void ended.then(() => resolve(undefined));
  });
  if (address === undefined) {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
  const socket = new WebSocket(address);
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
  const waiting = new Map<number, (result: z.infer<typeof answer>) => void>();
  socket.addEventListener('message', ({ data }) => {
    const message = answer.parse(JSON.parse(String(data)));
    if (message.id !== undefined) waiting.get(message.id)?.(message);
  });
  let last = 0;
  const send = async (method: string, params: object = {}, sessionId?: string) => {
    last += 1;
    const id = last;
    const got = new Promise<z.infer<typeof answer>>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) }));
    const { result, error } = await got;
    if (result === undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result;
  };
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const session = String(sessionId);
  const { frameTree } = await send('Page.getFrameTree', {}, session);
  const { id: frameId } = z.object({ frame: z.object({ id: z.string() }) }).parse(frameTree).frame;
  return {
    async ask(html, width, expression) {
      const size = { width, height: 200, deviceScaleFactor: 1, mobile: false };
      await send('Emulation.setDeviceMetricsOverride', size, session);
      await send('Page.setDocumentContent', { frameId, html }, session);
      const { result } = await send('Runtime.evaluate', { expression, returnByValue: true }, session);
      return z.object({ value: z.unknown() }).parse(result).value;
    },
    async picture(width, height) {
      const clip = { x: 0, y: 0, width, height, scale: 1 };
      const { data } = await send('Page.captureScreenshot', { clip, captureBeyondViewport: true }, session);
      return Buffer.from(String(data), 'base64');
    },
    async close() {
      await send('Browser.close');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
