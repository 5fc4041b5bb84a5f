package dev.farrier.git;

import dev.farrier.policy.problem.Problem;
import dev.farrier.repository.Contents;
import dev.farrier.secret.SecretReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A repository somewhere else. Each fetch of a new commit begins with an empty directory, which is deleted again: nothing of an
 * earlier one (locks, half a pack, references, a shallow history that was rewritten) can stand in the way of the next. For one
 * thread.
 */
public final class GitRepository {
    /** So many commits are fetched, to tell whether the history was rewritten. */
    public static final int HISTORY = 50;

    private static final Logger LOG = LoggerFactory.getLogger(GitRepository.class);

    /** Of one fetch, as it lies on disk. */
    private static final long MAX_BYTES = 2L << 30;

    /** A fetch that nobody waits for any more still has its thread, until its host answers. */
    private static final int MAX_ABANDONED = 3;

    private final GitRemote remote;
    private final Path directory;
    private final long maxBytes;
    private final AtomicInteger abandoned = new AtomicInteger();

    /** @param directory used for nothing else; what an earlier process left in it is deleted */
    public GitRepository(GitRemote remote, Path directory) {
        this(remote, directory, MAX_BYTES);
    }

    GitRepository(GitRemote remote, Path directory, long maxBytes) {
        IsolatedSystem.install();
        this.remote = remote;
        this.directory = directory;
        this.maxBytes = maxBytes;
        delete(directory);
    }

    public GitRemote remote() {
        return remote;
    }

    /**
     * The policy directory at the newest commit; empty when that is the known one.
     *
     * @param known a commit that was read before; empty: none
     * @throws FetchException when that can't be said, or takes too long
     */
    public Optional<GitSnapshot> fetch(String known) throws FetchException, InterruptedException {
        if (abandoned.get() >= MAX_ABANDONED) {
            throw new FetchException(
                    FetchProblem.TIMED_OUT,
                    remote.url() + " has not ended " + MAX_ABANDONED
                            + " connections for a long time; no other is opened");
        }
        Attempt attempt = new Attempt(known);
        CompletableFuture<Optional<GitSnapshot>> result = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().name("farrier-git-fetch").start(() -> attempt.run(result));
        Duration timeout = remote.timeout();
        try {
            return result.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw FailureText.of(remote, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            attempt.abandon(thread);
            throw attempt.isTooLarge() ? tooLarge(e) : FailureText.timedOut(remote, e);
        } catch (InterruptedException e) {
            attempt.abandon(thread);
            throw e;
        }
    }

    /** One fetch, on a thread of its own. */
    private final class Attempt {
        private final String known;
        private volatile boolean left;
        private volatile @Nullable FetchMonitor monitor;

        Attempt(String known) {
            this.known = known;
        }

        void run(CompletableFuture<Optional<GitSnapshot>> result) {
            Optional<GitSnapshot> fetched = Optional.empty();
            Throwable failure = null;
            try {
                fetched = inPlace();
            } catch (FetchException | IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
                failure = e;
            }
            // Cleared: it was meant for what the transport waited for.
            boolean unused = Thread.interrupted();
            if (left) {
                abandoned.decrementAndGet();
            } else if (failure == null) {
                result.complete(fetched);
            } else {
                result.completeExceptionally(failure);
            }
        }

        private Optional<GitSnapshot> inPlace() throws IOException, FetchException {
            Path place;
            try {
                Files.createDirectories(directory);
                place = Files.createTempDirectory(directory, "fetch");
            } catch (IOException e) {
                throw new FetchException(
                        FetchProblem.MISCONFIGURED,
                        "the data directory can't be written to: " + directory + ": " + e,
                        e);
            }
            try {
                return fetch(place);
            } finally {
                delete(place);
            }
        }

        /** Nobody waits for it any more. A connection that the interruption does not end is ended by its own time limits. */
        void abandon(Thread thread) {
            abandoned.incrementAndGet();
            left = true;
            FetchMonitor running = monitor;
            if (running != null) {
                running.abandon();
            }
            thread.interrupt();
        }

        boolean isTooLarge() {
            FetchMonitor running = monitor;
            return running != null && running.isTooLarge();
        }

        private Optional<GitSnapshot> fetch(Path place) throws IOException, FetchException {
            Path home = Files.createDirectories(place.resolve("home"));
            try (Repository repository = empty(place.resolve("repository"))) {
                if (!remote.url().overSsh()) {
                    return fetch(repository, null);
                }
                try (SshAccess ssh = SshAccess.open(remote.access(), home)) {
                    return fetch(repository, ssh);
                }
            }
        }

        private Optional<GitSnapshot> fetch(Repository repository, @Nullable SshAccess ssh)
                throws IOException, FetchException {
            TokenAccess token = new TokenAccess(remote.url(), remote.access());
            FetchMonitor progress =
                    new FetchMonitor(repository.getDirectory().toPath().resolve("objects/pack"), maxBytes);
            monitor = progress;
            try (Transport transport = Transport.open(repository, remote.url().uri())) {
                transport.setTimeout(seconds(remote.timeout()));
                transport.setCredentialsProvider(token);
                transport.setDepth(HISTORY);
                if (transport instanceof SshTransport over && ssh != null) {
                    over.setSshSessionFactory(ssh.sessions());
                }
                try (FetchConnection connection = transport.openFetch(RefChoice.wanted(remote.ref()))) {
                    Ref ref = RefChoice.choose(remote.ref(), connection.getRefs(), remote.url());
                    ObjectId peeled = ref.getPeeledObjectId();
                    if (known.equals((peeled == null ? ref.getObjectId() : peeled).name())) {
                        return Optional.empty();
                    }
                    receive(connection, progress, ref);
                    GitSnapshot snapshot = read(repository, ref);
                    return snapshot.commit().id().equals(known) ? Optional.empty() : Optional.of(snapshot);
                }
            } catch (FetchException | IOException | RuntimeException e) {
                throw explained(e, progress, ssh, token);
            }
        }

        private void receive(FetchConnection connection, FetchMonitor progress, Ref ref) throws TransportException {
            try {
                connection.fetch(progress, Set.of(ref), Set.of());
            } catch (TransportException e) {
                if (progress.isTooLarge()) {
                    // else the end of a local connection waits until everything was sent
                    Thread.currentThread().interrupt();
                }
                throw e;
            }
        }

        private GitSnapshot read(Repository repository, Ref ref) throws IOException, FetchException {
            try (RevWalk walk = new RevWalk(repository)) {
                RevCommit commit = walk.parseCommit(ref.getObjectId());
                TreeReader.TreeContents read =
                        TreeReader.read(walk.getObjectReader(), commit.getTree(), remote.path(), TreeLimits.USUAL);
                return new GitSnapshot(
                        described(commit),
                        checked(repository, commit, read.contents()),
                        read.foreign(),
                        !known.isEmpty() && !follows(walk, commit));
            }
        }

        private Contents checked(Repository repository, RevCommit commit, Contents contents)
                throws IOException, FetchException {
            SecretReference signers = remote.access().signers();
            if (signers == null) {
                return contents;
            }
            List<Problem> problems = new ArrayList<>(contents.problems());
            SignatureCheck.problem(repository, commit, signers)
                    .ifPresent(why -> problems.add(new Problem(".", 1, 1, Problem.Severity.ERROR, why)));
            return new Contents(contents.files(), problems);
        }

        private boolean follows(RevWalk walk, RevCommit commit) throws IOException {
            walk.reset();
            walk.markStart(commit);
            for (RevCommit each : walk) {
                if (each.name().equals(known)) {
                    return true;
                }
            }
            return false;
        }

        private FetchException explained(
                Exception e, FetchMonitor progress, @Nullable SshAccess ssh, TokenAccess token) {
            FetchException refusal = ssh == null ? null : ssh.refusal();
            if (refusal != null) {
                return refusal;
            }
            if (progress.isTooLarge()) {
                return tooLarge(e);
            }
            return token.failure() == null
                    ? FailureText.of(remote, e)
                    : new FetchException(FetchProblem.ACCESS_DENIED, remote.url() + ": " + token.failure(), e);
        }
    }

    private FetchException tooLarge(Exception e) {
        return new FetchException(
                FetchProblem.TOO_LARGE,
                remote.url() + " is larger than " + (maxBytes >> 20)
                        + " MiB: keep policies in a repository of their own",
                e);
    }

    private static GitCommit described(RevCommit commit) {
        PersonIdent author = commit.getAuthorIdent();
        return new GitCommit(
                commit.name(),
                author == null ? "" : author.getName() + " <" + author.getEmailAddress() + ">",
                commit.getCommitTime() * 1000L,
                commit.getShortMessage());
    }

    private static Repository empty(Path at) throws IOException {
        Repository repository =
                new FileRepositoryBuilder().setGitDir(at.toFile()).setBare().build();
        repository.create(true);
        return repository;
    }

    private static int seconds(Duration timeout) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE / 1000, timeout.toSeconds()));
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path each, @Nullable IOException e) throws IOException {
                    Files.delete(each);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("{} can't be deleted", directory, e);
        }
    }
}
