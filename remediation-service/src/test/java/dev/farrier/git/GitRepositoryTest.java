package dev.farrier.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.git.Origin.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitRepositoryTest {
    private static final String SOURCE = "apiVersion: farrier.dev/v1\nkind: Source\n";

    @TempDir
    private Path folder;

    private Origin origin;

    @BeforeEach
    void create() {
        origin = new Origin(folder.resolve("policies.git"));
    }

    @AfterEach
    void close() {
        origin.close();
    }

    @Test
    void shouldReadTheNewestCommitOnce() throws Exception {
        String commit = origin.commit(Map.of("a.yaml", SOURCE));
        GitRepository repository = repository("");

        GitSnapshot snapshot = repository.fetch("").orElseThrow();

        assertThat(snapshot.commit())
                .isEqualTo(new GitCommit(commit, "Ann <ann@example.org>", 1_795_939_200_000L, "Change a.yaml"));
        assertThat(snapshot.contents().files()).containsExactly(Map.entry("a.yaml", SOURCE));
        assertThat(snapshot.contents().problems()).isEmpty();
        assertThat(snapshot.rewritten()).isFalse();
        assertThat(repository.fetch(commit)).isEmpty();
    }

    @Test
    void shouldSeeThatACommitFollowsTheOneBefore() throws Exception {
        String before = origin.commit(Map.of("a.yaml", SOURCE));
        origin.commit(Map.of("b.yaml", SOURCE));
        String after = origin.commit(Map.of("c.yaml", SOURCE));

        GitSnapshot snapshot = repository("main").fetch(before).orElseThrow();

        assertThat(snapshot.commit().id()).isEqualTo(after);
        assertThat(snapshot.contents().files()).containsOnlyKeys("c.yaml");
        assertThat(snapshot.rewritten()).isFalse();
    }

    /** After go-git 1443: a shallow copy, and a branch that was pushed back to an older commit. */
    @Test
    void shouldFollowABranchThatWasPushedBackToAnOlderCommit() throws Exception {
        String old = origin.commit(Map.of("a.yaml", SOURCE));
        for (int i = 0; i < GitRepository.HISTORY + 10; i++) {
            origin.commit(Map.of("a.yaml", SOURCE + "# " + i + "\n"));
        }
        GitRepository repository = repository("main");
        String newest = repository.fetch("").orElseThrow().commit().id();

        origin.move("refs/heads/main", ObjectId.fromString(old));
        GitSnapshot back = repository.fetch(newest).orElseThrow();

        assertThat(back.commit().id()).isEqualTo(old);
        assertThat(back.rewritten()).isTrue();
        assertThat(back.contents().files()).containsExactly(Map.entry("a.yaml", SOURCE));
    }

    @Test
    void shouldFollowAHistoryThatWasRewritten() throws Exception {
        String before = origin.commit(Map.of("a.yaml", SOURCE));
        GitRepository repository = repository("main");
        String rewritten = origin.commit("main", Map.of("other.yaml", Entry.file(SOURCE)));

        GitSnapshot snapshot = repository.fetch(before).orElseThrow();

        assertThat(snapshot.commit().id()).isEqualTo(rewritten);
        assertThat(snapshot.rewritten()).isTrue();
    }

    /** After JGit 182: a shallow fetch of a merge whose sides begin at different depths. */
    @Test
    void shouldFollowMerges() throws Exception {
        origin.commit(Map.of("a.yaml", SOURCE));
        String base = origin.commit(Map.of("a.yaml", SOURCE + "# b\n"));
        GitRepository repository = repository("main");
        assertThat(repository.fetch("")).isPresent();
        String side = origin.commit("dev", Map.of("c.yaml", Entry.file(SOURCE)), ObjectId.fromString(base));
        String merge = origin.commit(
                "main", Map.of("m.yaml", Entry.file(SOURCE)), ObjectId.fromString(base), ObjectId.fromString(side));

        GitSnapshot snapshot = repository.fetch(base).orElseThrow();

        assertThat(snapshot.commit().id()).isEqualTo(merge);
        assertThat(snapshot.rewritten()).isFalse();
    }

    /** After Flux 2288: the deletion of a branch must be seen, and its return too. */
    @Test
    void shouldSayThatABranchIsGoneAndGoOnWhenItIsBack() throws Exception {
        String commit = origin.commit(Map.of("a.yaml", SOURCE));
        origin.commit("team-a", Map.of("b.yaml", Entry.file(SOURCE)));
        ObjectId tip = origin.branch("team-a");
        GitRepository repository = repository("team-a");
        assertThat(repository.fetch("")).isPresent();

        origin.delete("refs/heads/team-a");
        assertThatThrownBy(() -> repository.fetch(tip.name()))
                .isInstanceOfSatisfying(
                        FetchException.class, e -> assertThat(e.problem()).isEqualTo(FetchProblem.NO_REF))
                .hasMessageContaining("no branch or tag 'team-a'")
                .hasMessageContaining("deleted or renamed");

        origin.move("refs/heads/team-a", ObjectId.fromString(commit));
        assertThat(repository.fetch(tip.name()).orElseThrow().commit().id()).isEqualTo(commit);
    }

    /** After kubernetes/git-sync 286 and 841, and kestra plugin-git 343: never another branch than the one that is meant. */
    @Test
    void shouldFollowTheDefaultBranchOnlyWhenNoneIsNamed() throws Exception {
        origin.commit(Map.of("a.yaml", SOURCE));
        String renamed = origin.commit("trunk", Map.of("t.yaml", Entry.file(SOURCE)));
        origin.defaultBranch("trunk");
        origin.delete("refs/heads/main");

        assertThat(repository("").fetch("").orElseThrow().commit().id()).isEqualTo(renamed);
        assertThatThrownBy(() -> repository("main").fetch("")).hasMessageContaining("no branch or tag 'main'");
    }

    /** After devtron 4605: a branch whose name was the beginning of another's. */
    @Test
    void shouldFollowABranchBelowTheNameOfADeletedOne() throws Exception {
        origin.commit("hotfix", Map.of("a.yaml", Entry.file(SOURCE)));
        assertThat(repository("hotfix").fetch("")).isPresent();
        origin.delete("refs/heads/hotfix");
        String below = origin.commit("hotfix/1", Map.of("b.yaml", Entry.file(SOURCE)));

        assertThat(repository("hotfix/1").fetch("").orElseThrow().commit().id()).isEqualTo(below);
    }

    /** After Argo CD 17623 and 27930: what a killed process has left behind stops nobody. */
    @Test
    void shouldClearAwayWhatAKilledProcessLeftBehind() throws Exception {
        origin.commit(Map.of("a.yaml", SOURCE));
        Path left = folder.resolve("policies-git/fetch123/repository");
        Files.createDirectories(left.resolve("objects/pack"));
        Files.createFile(left.resolve("shallow.lock"));
        Files.createFile(left.resolve("index.lock"));
        Files.writeString(left.resolve("HEAD"), "nonsense");

        assertThat(repository("").fetch("")).isPresent();

        try (Stream<Path> files = Files.list(folder.resolve("policies-git"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void shouldFollowATagToItsCommit() throws Exception {
        String commit = origin.commit(Map.of("a.yaml", SOURCE));
        origin.annotatedTag("v1", commit);

        GitRepository repository = repository("v1");

        assertThat(repository.fetch("").orElseThrow().commit().id()).isEqualTo(commit);
        assertThat(repository.fetch(commit)).isEmpty();
        assertThat(repository("refs/tags/v1").fetch("").orElseThrow().commit().id())
                .isEqualTo(commit);
    }

    @Test
    void shouldRefuseANameThatABranchAndATagHave() {
        String commit = origin.commit(Map.of("a.yaml", SOURCE));
        origin.annotatedTag("main", commit);

        assertThatThrownBy(() -> repository("main").fetch(""))
                .hasMessageContaining("write refs/heads/main or refs/tags/main");
        assertThat(fetched("refs/heads/main")).isPresent();
    }

    @Test
    void shouldSayThatARepositoryIsEmptyOrMissing() {
        assertThatThrownBy(() -> repository("").fetch(""))
                .isInstanceOfSatisfying(
                        FetchException.class, e -> assertThat(e.problem()).isEqualTo(FetchProblem.NO_REF));
        GitRepository missing = Remotes.repository(Remotes.of("file:///no/such/repository.git"), folder);
        assertThatThrownBy(() -> missing.fetch(""))
                .isInstanceOfSatisfying(
                        FetchException.class, e -> assertThat(e.problem()).isEqualTo(FetchProblem.NO_REPOSITORY));
    }

    @Test
    void shouldRefuseARepositoryThatIsTooLarge() {
        StringBuilder noise = new StringBuilder();
        java.util.Random random = new java.util.Random(1);
        for (int i = 0; i < 400_000; i++) {
            noise.append(Integer.toHexString(random.nextInt()));
        }
        origin.commit(Map.of("noise.txt", noise.toString()));
        GitRepository small = new GitRepository(Remotes.of(origin.url()), folder.resolve("policies-git"), 1000);

        // whether the monitor looks in time depends on the speed of the disk; then the file is left out all the same
        try {
            assertThat(small.fetch("").orElseThrow().contents().files()).isEmpty();
        } catch (FetchException e) {
            assertThat(e.problem()).isEqualTo(FetchProblem.TOO_LARGE);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldUseNothingOfTheMachinesGit() throws Exception {
        IsolatedSystem.install();
        var system = org.eclipse.jgit.util.SystemReader.getInstance();
        // what JGit has measured of the disk stays in memory
        assertThat(system.getUserConfig().getSections()).isSubsetOf("filesystem");
        assertThat(system.getSystemConfig().getSections()).isSubsetOf("filesystem");
        assertThat(system.getJGitConfig().getSections()).isSubsetOf("filesystem");
        assertThat(system.getenv("PATH")).isNull();
    }

    private Optional<GitSnapshot> fetched(String ref) {
        try {
            return repository(ref).fetch("");
        } catch (FetchException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private GitRepository repository(String ref) {
        return Remotes.repository(Remotes.of(origin.url(), ref), folder);
    }
}
