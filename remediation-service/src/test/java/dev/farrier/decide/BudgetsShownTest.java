package dev.farrier.decide;

import static dev.farrier.decide.Play.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.Effect.PublishIncident;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Incident;
import dev.farrier.model.Maintenance;
import dev.farrier.model.OperatorInput;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.DisruptionBudget.Domains;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.text.Amount;
import dev.farrier.view.BudgetJson;
import dev.farrier.view.Budgets;
import dev.farrier.view.Budgets.BudgetStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code farrier budgets list}, of what the decider publishes. */
class BudgetsShownTest {
    private final Given given = new Given();

    private static Collection<Incident> published(Play play) {
        Map<String, Incident> newest = new LinkedHashMap<>();
        play.effects.stream()
                .filter(PublishIncident.class::isInstance)
                .map(effect -> ((PublishIncident) effect).incident())
                .forEach(incident -> newest.put(incident.id(), incident));
        return newest.values();
    }

    private static BudgetStatus shown(Bundle bundle, Play play) {
        return Budgets.of(bundle, commit -> Optional.empty(), published(play), List.of(), play.now)
                .getFirst();
    }

    @Test
    void shouldShowWhatIsUsedWhoHoldsItAndWhatWaits() {
        given.zones.putAll(Map.of("a", "x", "b", "x", "c", "y"));
        given.budgets.put(
                "hosts",
                new DisruptionBudget(
                        "hosts",
                        List.of(),
                        new Amount(1, false),
                        new Amount(100, true),
                        null,
                        Duration.ofHours(1),
                        List.of(new RateLimit(2, Duration.ofMinutes(10), List.of())),
                        new Domains("zone", new Amount(1, false), new Amount(100, true))));
        Bundle bundle = given.bundle();
        Play play = new Play(bundle);
        command(play.detect("stuck", "a"));
        play.now += 1_000;
        play.detect("stuck", "c");

        BudgetStatus hosts = shown(bundle, play);

        assertThat(hosts.usage().disrupted()).containsExactly("a");
        assertThat(hosts.usage().unhealthy()).containsExactly("a", "c");
        assertThat(hosts.holders()).extracting(Incident::target).containsExactly("a");
        assertThat(hosts.waiting()).extracting(Incident::target).containsExactly("c");
        assertThat(BudgetJson.budget(hosts, play.now).toString())
                .contains("budget=hosts", "disrupted={used=1, max=1, left=0, names=[a]}")
                .contains("unhealthy={used=2, max=3, left=1, names=[a, c]}")
                .contains("rateLimit=[{per=10m, used=1, max=2, left=1}]")
                .contains(
                        "domains={label=zone, count=2, disrupted={used=1, max=1, left=0, names=[zone=x]}, handsOff=[]}");
    }

    @Test
    void shouldShowWhatIsInMaintenanceWithThoseThatHoldTheBudget() {
        given.budgets.put(
                "hosts",
                new DisruptionBudget(
                        "hosts", List.of(), new Amount(1, false), null, null, Duration.ofHours(1), List.of(), null));
        Maintenance maintenance = new Maintenance("m1", "b", "ann", "new disks", 0, Play.START);

        BudgetStatus hosts = Budgets.of(
                        given.bundle(), commit -> Optional.empty(), List.of(), List.of(maintenance), Play.START)
                .getFirst();

        assertThat(hosts.usage().disrupted()).containsExactly("b");
        assertThat(hosts.inMaintenance()).containsExactly(Map.entry("b", maintenance));
        assertThat(BudgetJson.budget(hosts, Play.START).toString())
                .contains("maintenance=[{target=b, id=m1, by=ann, why=new disks, until=2027-01-15T08:00:00Z}]");
    }

    @Test
    void shouldCountRunsThatAreOver() {
        given.budgets.put(
                "hosts",
                new DisruptionBudget(
                        "hosts",
                        List.of(),
                        null,
                        null,
                        null,
                        Duration.ofHours(1),
                        List.of(new RateLimit(1, Duration.ofMinutes(10), List.of())),
                        null));
        Bundle bundle = given.bundle();
        Play play = new Play(bundle);
        play.run(command(play.run(command(play.detect("stuck", "a")))));
        play.detect("stuck", "b");

        BudgetStatus hosts = shown(bundle, play);

        RateLimit limit = hosts.usage().budget().rateLimits().getFirst();
        assertThat(hosts.holders()).isEmpty();
        assertThat(hosts.usage().runs(limit, play.now)).isEqualTo(1);
        assertThat(hosts.usage().roomAt(limit, play.now)).isEqualTo(Play.START + 600_000);
        assertThat(hosts.waiting()).extracting(Incident::target).containsExactly("b");
        assertThat(hosts.usage().runs(limit, Play.START + 600_000)).isZero();
    }

    @Test
    void shouldShowWhatHasLeftTheInventoryAndCounts() {
        given.zones.putAll(Map.of("a", "x", "b", "y", "c", "y"));
        RateLimit limit = new RateLimit(2, Duration.ofMinutes(10), List.of());
        given.budgets.put(
                "hosts",
                new DisruptionBudget(
                        "hosts",
                        List.of(),
                        new Amount(1, false),
                        null,
                        null,
                        Duration.ofHours(1),
                        List.of(limit),
                        new Domains("zone", new Amount(1, false), null)));
        Bundle before = given.bundle();
        Play play = new Play(before);
        play.run(command(play.run(command(play.detect("stuck", "b")))));
        command(play.detect("stuck", "a"));
        Bundle now = Given.withCommit("c2", given.hosts(List.of("c"), given.policy()));
        play.newer = now;
        play.apply(new OperatorInput.BundleActivated("c2"));
        play.apply(new BundleUsable("c2"));
        play.detect("stuck", "c");

        BudgetStatus hosts = Budgets.of(
                        now,
                        commit -> Optional.of(commit.equals("c2") ? now : before),
                        published(play),
                        List.of(),
                        play.now)
                .getFirst();

        assertThat(hosts.usage().disrupted()).containsExactly("a");
        assertThat(hosts.usage().disruptedDomains()).containsExactly("zone=x");
        assertThat(hosts.usage().unhealthy()).containsExactly("c");
        assertThat(hosts.usage().runs(limit, play.now)).isEqualTo(2);
        assertThat(hosts.holders()).extracting(Incident::target).containsExactly("a");
        assertThat(hosts.waiting()).extracting(Incident::target).containsExactly("c");
        assertThat(BudgetJson.budget(hosts, play.now).toString()).contains("target=a, gone=true");

        assertThat(shown(now, play).holders())
                .as("nobody knows what was selected")
                .isEmpty();
    }
}
