package dev.farrier.cli.doctor.check;

import dev.farrier.cli.doctor.check.Finding.Subject;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerReport;
import dev.farrier.policy.text.Phrases;
import dev.farrier.view.Executors;
import dev.farrier.view.Executors.ExecutorStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The executors of each site: whether commands sent there would be run. */
public final class ExecutorCheck {
    private ExecutorCheck() {}

    /**
     * @param sites those whose topics exist
     * @param resources site → resources of the inventory there
     * @param needs type of action → the policies that use it
     * @param key id of the key that commands are signed with; empty: unknown
     */
    public record SiteNeeds(
            SortedSet<String> sites,
            SortedMap<String, Integer> resources,
            SortedMap<String, ? extends Set<String>> needs,
            String key) {
        public SiteNeeds {
            sites = Collections.unmodifiableSortedSet(new TreeSet<>(sites));
            resources = Collections.unmodifiableSortedMap(new TreeMap<>(resources));
            needs = Collections.unmodifiableSortedMap(new TreeMap<>(needs));
        }
    }

    /** @param executors all that were heard in the last minute */
    public static List<Finding> check(SiteNeeds needs, List<ExecutorStatus> executors) {
        List<Finding> findings = new ArrayList<>();
        needs.resources().forEach((site, count) -> {
            if (!needs.sites().contains(site)) {
                findings.add(Finding.error(
                        Subject.EXECUTORS,
                        "site " + site + " has " + Phrases.count(count, "resource") + " and no topics",
                        "farrier topics create --site " + site));
            }
        });
        for (String site : needs.sites()) {
            site(
                    site,
                    needs,
                    executors.stream().filter(one -> one.site().equals(site)).toList(),
                    findings);
        }
        executors.forEach(executor -> executor(executor, needs.key(), findings));
        if (executors.stream().anyMatch(one -> one.report().halted())) {
            findings.add(Finding.warning(
                    Subject.EXECUTORS,
                    "halted: no executor starts anything but calls of a person",
                    "farrier resume --reason '…'"));
        }
        return findings;
    }

    /** Whether the decider would send it anything. */
    static boolean takesCommands(ExecutorStatus executor) {
        WorkerReport report = executor.report();
        return !executor.silent()
                && !report.draining()
                && !report.killed()
                && report.protocol() == WorkerReport.PROTOCOL;
    }

    private static void site(String site, SiteNeeds needs, List<ExecutorStatus> here, List<Finding> findings) {
        List<ExecutorStatus> ready =
                here.stream().filter(ExecutorCheck::takesCommands).toList();
        if (ready.isEmpty()) {
            findings.add(Finding.error(
                    Subject.EXECUTORS,
                    "site " + site + ": "
                            + (here.isEmpty()
                                    ? "no executor was heard in the last " + Executors.HEARD_WITHIN / 1_000 + " s"
                                    : "none of " + Phrases.count(here.size(), "executor") + " takes commands"),
                    here.isEmpty() ? "farrier serve --role executor --site " + site : "farrier executors"));
            return;
        }
        int slots =
                ready.stream().mapToInt(one -> one.report().slots(SlotType.ACT)).sum();
        findings.add(Finding.ok(
                Subject.EXECUTORS,
                "site " + site + ": " + Phrases.count(ready.size(), "executor") + " with "
                        + Phrases.count(slots, "slot") + " for actions"));
        if (needs.resources().containsKey(site)) {
            needs.needs().forEach((type, policies) -> {
                if (ready.stream().noneMatch(one -> one.report().actionTypes().contains(type))) {
                    findings.add(Finding.warning(
                            Subject.EXECUTORS,
                            "site " + site + ": no executor runs actions of type " + type + ", used by "
                                    + String.join(", ", policies),
                            "add " + type + " to executor.allow of an executor there"));
                }
            });
        }
    }

    private static void executor(ExecutorStatus executor, String key, List<Finding> findings) {
        WorkerReport report = executor.report();
        String name = "executor " + report.name() + " of site " + executor.site();
        if (report.killed()) {
            findings.add(Finding.warning(
                    Subject.EXECUTORS,
                    name + " starts nothing: its kill file exists",
                    "on its machine remove executor.killFile, or the file halt in its data.dir"));
        }
        if (executor.silent()) {
            findings.add(Finding.warning(
                    Subject.EXECUTORS,
                    name + " was heard last " + executor.age() / 1_000 + " s ago",
                    "look at its log and /readyz: it reports only while it reads its topics to the end"));
        }
        if (report.protocol() != WorkerReport.PROTOCOL) {
            findings.add(Finding.warning(
                    Subject.EXECUTORS,
                    name + " speaks version " + report.protocol() + " of the protocol, not " + WorkerReport.PROTOCOL,
                    "give it the version of Farrier that core has"));
        }
        if (!key.isEmpty() && !report.trustedKeys().contains(key)) {
            findings.add(Finding.error(
                    Subject.EXECUTORS,
                    name + " does not trust " + key + ", which signs commands",
                    "add the public key of core to its signing.publicKeys, and restart it"));
        }
    }
}
