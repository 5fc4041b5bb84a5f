package dev.farrier.app.policies;

import dev.farrier.api.route.ReadinessCheck;
import dev.farrier.app.ServiceComponent;
import dev.farrier.git.FetchException;
import dev.farrier.git.FetchProblem;
import dev.farrier.git.GitCommit;
import dev.farrier.git.GitRepository;
import dev.farrier.git.GitSnapshot;
import dev.farrier.model.BundleHold;
import dev.farrier.model.BundleInfo;
import dev.farrier.model.BundleRecord;
import dev.farrier.model.Texts;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.text.Phrases;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.client.BundlePublisher;
import dev.farrier.stream.client.BundlePublisher.Publication;
import dev.farrier.stream.client.PolicyFeed;
import dev.farrier.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role {@code policies} with a Git repository: fetches, checks, tests and publishes its newest commit, whole or not at all.
 * Whatever is wrong, the commit in force stays, and the next round tries again; nothing needs a restart. Of several processes
 * one does this, the others stand by.
 */
public final class GitPolicies implements ServiceComponent {
    /** Between two fetches, however often somebody asks for one. */
    static final Duration LEAST_PAUSE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(GitPolicies.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final int TEXT = 2_000;

    private final GitRepository repository;
    private final Duration every;
    private final BundlePublisher publisher;
    private final PolicyFeed feed;
    private final BooleanSupplier leading;
    private final MeterRegistry registry;
    private final InstantSource clock;
    private final SourceReporter reporter;
    private final CommitLog log;
    private final Thread thread;

    private volatile boolean closed;
    private volatile boolean wanted;
    private volatile boolean standby = true;
    private volatile long fetchedAt;

    /** The newest commit that was read, whatever came of it; empty: none. */
    private String known = "";

    /** What that commit has come to. */
    private @Nullable PolicySourceStatus verdict;

    /** The newest commit that can be used. */
    private @Nullable GoodCommit good;

    /** Whether a person held another one when that was looked at last. */
    private boolean held;

    /** What is in force when the good commit is: itself, or one with the same files. */
    private String expected = "";

    private record GoodCommit(BundleRecord bundle, BundleInfo info, PolicySourceStatus status) {}

    /**
     * @param leading whether it is this process that publishes
     * @param host names this process
     */
    public GitPolicies(
            GitRepository repository,
            Duration every,
            BundlePublisher publisher,
            PolicyFeed feed,
            BooleanSupplier leading,
            MeterRegistry registry,
            InstantSource clock,
            String host) {
        this.repository = repository;
        this.every = every;
        this.publisher = publisher;
        this.feed = feed;
        this.leading = leading;
        this.registry = registry;
        this.clock = clock;
        this.reporter = new SourceReporter(repository.remote(), publisher, clock, host);
        this.log = new CommitLog(url());
        this.thread = Thread.ofPlatform().daemon().name("farrier-policies-git").unstarted(this::run);
        // Not while a person wants an earlier one.
        Meters.POLICIES_OUTDATED.gauge(
                registry, () -> problem().isEmpty() || reporter.status().is(PolicySourceState.HELD) ? 0 : 1);
        Meters.POLICY_FETCH_AGE.gauge(
                registry, () -> standby || fetchedAt == 0 ? 0 : (clock.millis() - fetchedAt) / 1_000);
    }

    /** For every process that may publish policies, so that the counters are there before something is counted. */
    public static void registerCounters(MeterRegistry registry) {
        Meters.POLICY_FETCHES.count(registry, 0, "new");
        Meters.POLICY_FETCHES.count(registry, 0, "unchanged");
        for (FetchProblem each : FetchProblem.values()) {
            Meters.POLICY_FETCHES.count(registry, 0, Texts.code(each));
        }
    }

    public GitPolicies start() {
        thread.start();
        return this;
    }

    /** Fetches soon; false when another process publishes, so that one must be asked. */
    public boolean fetchNow() {
        wanted = true;
        return !standby;
    }

    /** Why the newest commit is not in force; empty when it is, and while this process stands by. */
    public Optional<String> problem() {
        PolicySourceStatus now = reporter.status();
        return standby || now.fine() ? Optional.empty() : Optional.of(now.state() + ": " + now.message());
    }

    private void run() {
        try {
            while (!closed) {
                standby = !leading.getAsBoolean();
                if (standby) {
                    forget();
                    Thread.sleep(LOOK_EVERY);
                } else {
                    long begun = clock.millis();
                    long askedBefore = feed.history().fetchRequestedAt();
                    wanted = false;
                    round();
                    pause(begun, askedBefore);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("closed", e);
        }
    }

    /** Who takes over begins anew: another process may have published since. */
    private void forget() {
        known = "";
        verdict = null;
        good = null;
        reporter.forget();
    }

    /** @param askedBefore when somebody had asked for a fetch, by the broker's clock, before the last one began */
    private void pause(long begun, long askedBefore) throws InterruptedException {
        long next = begun + every.toMillis();
        long soonest = begun + LEAST_PAUSE.toMillis();
        while (!closed && leading.getAsBoolean() && clock.millis() < next) {
            boolean now = wanted || feed.history().fetchRequestedAt() != askedBefore || isOvertaken();
            if (now && clock.millis() >= soonest) {
                return;
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    /** Whether a person has held or released a commit since. */
    private boolean isOvertaken() {
        GoodCommit commit = good;
        return commit != null && isHeld(commit) != held;
    }

    private boolean isHeld(GoodCommit commit) {
        return feed.history()
                .hold()
                .filter(hold -> !hold.commit().equals(commit.info().commit()))
                .isPresent();
    }

    /** One look at the repository. */
    private void round() throws InterruptedException {
        try {
            look();
            reporter.report();
        } catch (RuntimeException | StackOverflowError e) {
            if (!closed) {
                LOG.error("{} could not be looked at because of a mistake in Farrier, trying again", url(), e);
                reporter.become(new PolicySourceStatus(
                        known, Texts.code(FetchProblem.FAILED), "a mistake in Farrier: " + e, List.of(), List.of()));
            }
        }
    }

    private void look() throws InterruptedException {
        try {
            Optional<GitSnapshot> fetched = repository.fetch(known);
            fetchedAt = clock.millis();
            Meters.POLICY_FETCHES.count(registry, 1, fetched.isPresent() ? "new" : "unchanged");
            if (fetched.isPresent()) {
                take(fetched.get());
            }
            enforce();
            PolicySourceStatus now = verdict;
            if (now != null) {
                reporter.become(now);
            }
        } catch (FetchException e) {
            String state = Texts.code(e.problem());
            Meters.POLICY_FETCHES.count(registry, 1, state);
            LOG.debug("not fetched", e);
            enforce();
            reporter.become(new PolicySourceStatus(known, state, String.valueOf(e.getMessage()), List.of(), List.of()));
        }
    }

    private void take(GitSnapshot snapshot) {
        GitCommit commit = snapshot.commit();
        if (snapshot.rewritten()) {
            log.rewritten(known, commit);
        }
        log.foreign(snapshot.foreign());
        PolicyCheck check = PolicyCheck.test(snapshot.contents(), commit.id());
        known = commit.id();
        if (check.bundle() == null) {
            refuse(snapshot, check.problems());
            return;
        }
        PolicySourceStatus status = new PolicySourceStatus(
                commit.id(),
                PolicySourceState.CURRENT.code(),
                "commit " + CommitLog.brief(commit.id()) + " is in force",
                CommitLog.lines(check.problems()),
                snapshot.foreign());
        good = new GoodCommit(new BundleRecord(commit.id(), check.files()), info(commit, List.of()), status);
        expected = "";
        verdict = status;
        log.usable(commit, check, check.bundle());
    }

    private void refuse(GitSnapshot snapshot, List<Problem> problems) {
        GitCommit commit = snapshot.commit();
        List<Problem> errors = problems.stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .toList();
        Meters.POLICIES_REFUSED.count(registry, 1);
        log.refused(commit, errors);
        verdict = new PolicySourceStatus(
                commit.id(),
                PolicySourceState.REFUSED.code(),
                "commit " + CommitLog.brief(commit.id()) + " has " + Phrases.count(errors.size(), "error") + ", first "
                        + errors.getFirst(),
                CommitLog.lines(problems),
                snapshot.foreign());
        try {
            publisher.refused(info(commit, CommitLog.lines(errors)));
        } catch (KafkaUnavailableException e) {
            LOG.warn("That {} was refused could not be stored: {}", CommitLog.brief(commit.id()), e.getMessage());
        }
    }

    /** Sees to it that the newest good commit is in force, also when somebody else has published, or a hold has ended. */
    private void enforce() {
        GoodCommit commit = good;
        if (commit == null) {
            return;
        }
        boolean newest = commit.info().commit().equals(known);
        try {
            held = isHeld(commit);
            boolean inForce = !expected.isEmpty()
                    && feed.published().filter(expected::equals).isPresent();
            Publication result = inForce ? Publication.IN_FORCE : publish(commit);
            expected = switch (result) {
                case PUBLISHED -> commit.info().commit();
                case IN_FORCE -> expected.isEmpty() ? commit.info().commit() : expected;
                case SAME_POLICIES -> feed.published().orElse("");
                case HELD -> "";
            };
            if (newest) {
                verdict = result == Publication.HELD ? held(commit) : inForce(commit);
            }
        } catch (KafkaUnavailableException e) {
            if (newest) {
                verdict = with(
                        commit,
                        PolicySourceState.UNPUBLISHED,
                        "commit " + CommitLog.brief(commit.info().commit()) + " could not be published: "
                                + e.getMessage());
            }
        } catch (IllegalArgumentException e) {
            good = null;
            LOG.error("{}", e.getMessage());
            Meters.POLICIES_REFUSED.count(registry, 1);
            verdict = with(commit, PolicySourceState.REFUSED, String.valueOf(e.getMessage()));
        }
    }

    private Publication publish(GoodCommit commit) {
        Publication result = held ? Publication.HELD : publisher.publish(commit.bundle(), commit.info());
        held = result == Publication.HELD;
        return result;
    }

    private PolicySourceStatus inForce(GoodCommit commit) {
        return expected.equals(commit.info().commit())
                ? commit.status()
                : with(
                        commit,
                        PolicySourceState.CURRENT,
                        "commit " + CommitLog.brief(commit.info().commit()) + " has the same policies as "
                                + CommitLog.brief(expected) + ", which stays in force");
    }

    private PolicySourceStatus held(GoodCommit commit) {
        String who = feed.history().hold().map(GitPolicies::words).orElse("another one is held");
        return with(
                commit,
                PolicySourceState.HELD,
                "commit " + CommitLog.brief(commit.info().commit()) + " waits for 'farrier policy release': " + who);
    }

    private static String words(BundleHold hold) {
        return hold.by() + " holds " + CommitLog.brief(hold.commit())
                + (hold.why().isEmpty() ? "" : " (" + hold.why() + ")");
    }

    private static PolicySourceStatus with(GoodCommit commit, PolicySourceState state, String message) {
        PolicySourceStatus status = commit.status();
        return new PolicySourceStatus(status.head(), state.code(), message, status.problems(), status.foreign());
    }

    private BundleInfo info(GitCommit commit, List<String> refused) {
        return new BundleInfo(
                commit.id(),
                url(),
                Texts.cut(commit.author(), TEXT),
                commit.time(),
                Texts.cut(commit.subject(), TEXT),
                refused,
                clock.millis());
    }

    private String url() {
        return repository.remote().url().toString();
    }

    /** A warning only: the policies in force stay. */
    @Override
    public ReadinessCheck check() {
        String detail = standby
                ? "another process fetches " + url()
                : reporter.status().state() + ": " + reporter.status().message();
        return ReadinessCheck.noncritical("policy-git", problem().isEmpty(), detail);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
