package dev.farrier.cli.doctor.check;

import dev.farrier.cli.doctor.check.Finding.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The key that commands are signed with: this configuration's against the deployment's. */
public final class KeyCheck {
    private KeyCheck() {}

    /**
     * The keys of this configuration.
     *
     * @param signs id of the key that core signs with; empty: none is known, or there is no role core
     * @param problem why that key can't be used; empty: it can
     * @param readable false: this user may not read the key, so it was not checked
     * @param trusts ids of the keys that the executor of this configuration trusts; empty: it has no such role
     */
    public record KeyFacts(String signs, String problem, boolean readable, SortedSet<String> trusts) {
        public KeyFacts {
            trusts = new TreeSet<>(trusts);
        }
    }

    /** Without Kafka. */
    public static List<Finding> local(KeyFacts keys) {
        if (!keys.readable()) {
            return List.of(Finding.notChecked(
                    Subject.KEYS,
                    "this user may not read the key files",
                    "run farrier doctor as the user of the service"));
        }
        if (!keys.problem().isEmpty()) {
            return List.of(Finding.error(Subject.KEYS, keys.problem(), "docs/operations.md, 'Starting', on keys"));
        }
        List<Finding> findings = new ArrayList<>();
        if (!keys.signs().isEmpty()) {
            findings.add(Finding.ok(Subject.KEYS, "core signs with " + keys.signs()));
        }
        if (!keys.trusts().isEmpty()) {
            findings.add(Finding.ok(Subject.KEYS, "the executor trusts " + String.join(", ", keys.trusts())));
        }
        return findings;
    }

    /** @param deployment id of the key that the newest command was signed with; empty: there is none */
    public static List<Finding> deployment(KeyFacts keys, String deployment) {
        if (deployment.isEmpty()) {
            return List.of(Finding.notChecked(
                    Subject.KEYS,
                    "the deployment's key: no command was sent in the last day",
                    "ask a process with the role core: farrier doctor --service URL"));
        }
        List<Finding> findings = new ArrayList<>();
        if (!keys.signs().isEmpty() && !keys.signs().equals(deployment)) {
            findings.add(Finding.error(
                    Subject.KEYS,
                    "core would sign with " + keys.signs() + "; the newest command was signed with " + deployment,
                    "give this core the deployment's key; or, if the key was changed on purpose: farrier keys rotate --to "
                            + keys.signs() + " --reason '…'"));
        }
        if (!keys.trusts().isEmpty() && !keys.trusts().contains(deployment)) {
            findings.add(Finding.error(
                    Subject.KEYS,
                    "the executor of this configuration does not trust " + deployment + ", which signs commands",
                    "copy keys/command-signing.pub.pem from data.dir of core, and add it to signing.publicKeys"));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(Subject.KEYS, "the newest command was signed with " + deployment));
        }
        return findings;
    }
}
