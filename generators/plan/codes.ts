import type { CodeRow } from "../finding.ts";

/** What can stand between what you changed and what the platform changed. */
export const codes = {
  "plan/conflict": ["warning", "a place that you and the platform both changed",
    "Nobody but you can say which of the two is right, so yours stays and everything else is applied. To have the platform's instead: `update --take FILE:PATH`, now or at any later time. It is named once, by the update that meets it."],
  "plan/moved-twice": ["warning", "a resource that was moved and is there twice",
    "A resource is not in the file that it was written to any more, and is in two files of yours. Which of them follows the platform is not known, so none is updated. Keep it in one; the next update goes there."],
  "plan/moved-by-both": ["warning", "a resource that you and the platform both moved",
    "It stays in your file and is updated there, and the platform's file is not written. Where a kustomization.yaml lists the platform's file, it names one that is not there: take that line out, or move the resource."],
  "plan/not-a-file": ["warning", "something else where a file belongs",
    "A symbolic link, a folder or a special file is at this path; nothing is written through it or removed, because it may lead anywhere. Put a regular file in its place, or leave it when that is what you want."],
  "plan/orphaned": ["warning", "a file that the platform does not emit any more",
    "The file stays because you changed it, or because nobody can tell. It is no longer updated. Delete it when you do not need it; check that no kustomization lists it then."],
  "plan/base-lost": ["warning", "an earlier text that the record does not have",
    "Without what was emitted earlier, your changes cannot be told from the platform's, so your file stays as it is and misses the platform's changes. Usually `.temporal-platform/base` was not committed. Restore it from Git and update again."],
  "plan/nothing-to-take": ["error", "a file or place that cannot be taken",
    "`--take` names a file, or a path in one, that the platform emits and that you have otherwise. There is none of this name: copy it from the conflict that the update reported, `FILE` or `FILE:PATH`."],
  "plan/nothing-there": ["error", "a part of an update that is nowhere",
    "`--only` names a file or a folder of which the platform emits nothing and emitted nothing. Copy it from the plan that `update --dry-run` prints; paths begin at the root of the repository."],
  "plan/permanent-edited": ["warning", "a permanent choice that a manifest says otherwise",
    "Somebody wrote another value into the manifest than `platform.yaml` has, of a choice that can never change in a running cluster. The edit stays, as every edit does. See which value the cluster really has, and write it into both."],
} as const satisfies { readonly [code: `plan/${string}`]: CodeRow };
