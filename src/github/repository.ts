import type { Repository } from '../ports/repository.ts';
import type { RepositorySettings } from './question.ts';
import { accounts } from './questions/accounts.ts';
import { activity } from './questions/activity.ts';
import { contents } from './questions/contents.ts';
import { file } from './questions/file.ts';
import { isBehind } from './questions/is-behind.ts';
import { ledger } from './questions/ledger.ts';
import { ledgerHistory } from './questions/ledger-history.ts';
import { ledgerRecords } from './questions/ledger-records.ts';
import { mainline } from './questions/mainline.ts';
import { mergeBase } from './questions/merge-base.ts';
import { planMaterial } from './questions/plan-material.ts';
import { role } from './questions/role.ts';
import { rules } from './questions/rules.ts';
import { sources } from './questions/sources.ts';
import { tip } from './questions/tip.ts';
import { tipMaterial } from './questions/tip-material.ts';
import type { Wire } from './wire.ts';

/** The repository, by the questions that are put to it; reads alone. Each file of `questions/` holds one. */
export function createRepository(wire: Wire, settings: RepositorySettings): Repository {
  return {
    planMaterial: planMaterial(wire, settings),
    tipMaterial: tipMaterial(wire, settings),
    file: file(wire, settings),
    tip: tip(wire, settings),
    mainline: mainline(wire, settings),
    contents: contents(wire, settings),
    sources: sources(wire, settings),
    mergeBase: mergeBase(wire, settings),
    activity: activity(wire, settings),
    accounts: accounts(wire, settings),
    rules: rules(wire, settings),
    isBehind: isBehind(wire, settings),
    role: role(wire, settings),
    ledger: ledger(wire, settings),
    ledgerHistory: ledgerHistory(wire, settings),
    ledgerRecords: ledgerRecords(wire, settings),
  };
}
