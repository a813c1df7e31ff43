import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type SignalSource, watchSignals } from '../../src/runner/signals.ts';

class FakeProcess extends EventEmitter {
  readonly pid = 42;
  exitCode: number | undefined = undefined;
  readonly killed: unknown[] = [];
  kill(...call: unknown[]): void {
    this.killed.push(call);
  }
}

describe('signals', () => {
  it('does nothing before a signal', () => {
    const source = new FakeProcess();
    const watch = watchSignals(source as SignalSource);
    expect([watch.cancelled(), watch.signal.aborted, source.exitCode]).toEqual([false, false, undefined]);
  });

  it.each(['SIGINT', 'SIGTERM'])('marks at the first %s', (name) => {
    const source = new FakeProcess();
    const watch = watchSignals(source as SignalSource);
    source.emit(name, name);
    expect([watch.cancelled(), watch.signal.aborted, source.exitCode, source.killed]).toEqual([
      true,
      true,
      1,
      [],
    ]);
  });

  it('ends at the second, by the signal itself', () => {
    const source = new FakeProcess();
    watchSignals(source as SignalSource);
    source.emit('SIGINT', 'SIGINT');
    expect(source.killed).toEqual([]);
    source.emit('SIGTERM', 'SIGTERM');
    expect(source.killed).toEqual([[42, 'SIGTERM']]);
    expect(source.listenerCount('SIGINT') + source.listenerCount('SIGTERM')).toBe(0);
  });

  it('gives the signals back', () => {
    const source = new FakeProcess();
    watchSignals(source as SignalSource).stop();
    expect(source.listenerCount('SIGINT') + source.listenerCount('SIGTERM')).toBe(0);
  });

  it.skipIf(process.platform === 'win32')('ends a process that has something left to do', async () => {
    const module = new URL('../../src/runner/signals.ts', import.meta.url);
    const text = `import { watchSignals } from ${JSON.stringify(module.href)};
      const watch = watchSignals(process);
      watch.signal.addEventListener('abort', () => process.stdout.write('marked\\n'));
      setInterval(() => {}, 1000);
      process.stdout.write('ready\\n');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', text], {
      cwd: fileURLToPath(new URL('.', module)),
    });
    let output = '';
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      if (output === 'ready\n') child.kill('SIGINT');
      if (output === 'ready\nmarked\n') child.kill('SIGTERM');
    });
    const ended = await new Promise((resolve) =>
      child.on('close', (exitCode, signal) => resolve([exitCode, signal])),
    );
    expect(ended).toEqual([null, 'SIGTERM']);
    expect(output).toBe('ready\nmarked\n');
  });
});
