package dev.farrier.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.git.Origin.Entry;
import dev.farrier.policy.problem.Problem.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeReaderTest {
    private static final String OURS = "apiVersion: farrier.dev/v1\nkind: Action\nspec: {script: {path: run.sh}}\n";

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
    void shouldReadDocumentsAndTheFilesThatTheyName() throws IOException {
        assertThat(read("", Map.of("a.yaml", Entry.file(OURS), "run.sh", Entry.file("true"), "x.bin", Entry.file("x")))
                        .contents()
                        .files())
                .containsExactly(Map.entry("a.yaml", OURS), Map.entry("run.sh", "true"));
    }

    @Test
    void shouldReadOnlyBelowThePath() throws IOException {
        Map<String, Entry> files = Map.of(
                "ops/farrier/a.yaml",
                Entry.file(OURS),
                "ops/farrier/run.sh",
                Entry.file("true"),
                "b.yaml",
                Entry.file(OURS));
        assertThat(read("ops/farrier", files).contents().files()).containsOnlyKeys("a.yaml", "run.sh");
        var missing = read("ops/gone", files).contents();
        assertThat(missing.complete()).isFalse();
        assertThat(missing.problems()).singleElement().asString().contains("no directory 'ops/gone'");
    }

    @Test
    void shouldPassOverYamlOfOthers() throws IOException {
        var read = read(
                "",
                Map.of(
                        "kustomization.yaml", Entry.file("resources: [a.yaml]\n"),
                        "chart/values.yaml", Entry.file("image: {tag: 1}\n"),
                        "chart/templates/x.yaml", Entry.file("{{- if .Values.on }}\nkind: ConfigMap\n{{ end }}"),
                        "cm.yaml",
                                Entry.file(
                                        "apiVersion: v1\nkind: ConfigMap\ndata:\n  p.yaml: |\n    apiVersion: farrier.dev/v1\n"),
                        "a.yaml", Entry.file(OURS),
                        "typo.yaml", Entry.file("apiVersion: farier.dev/v1\nkind: Source\n"),
                        "lacking.yaml", Entry.file("kind: RemediationPolicy\n"),
                        "flow.yml", Entry.file("{kind: Source, apiVersion: farrier.dev/v1}\n")));
        assertThat(read.foreign())
                .containsExactly("chart/templates/x.yaml", "chart/values.yaml", "cm.yaml", "kustomization.yaml");
        assertThat(read.contents().files()).containsOnlyKeys("a.yaml", "flow.yml", "lacking.yaml", "typo.yaml");
        assertThat(read.contents().problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../../../etc/passwd.yaml", "../outside.yaml", "a\\..\\b.yaml"})
    void shouldRefuseALinkOutOfTheTree(String target) throws IOException {
        var contents = read("", Map.of("evil.yaml", Entry.link(target))).contents();
        assertThat(contents.complete()).isFalse();
        assertThat(contents.files()).isEmpty();
        assertThat(contents.problems()).singleElement().asString().contains("evil.yaml", "out of the repository");
    }

    @Test
    void shouldFollowLinksWithinTheRepository() throws IOException {
        Map<String, Entry> files = new HashMap<>();
        files.put("base/common.yaml", Entry.file(OURS));
        files.put("base/deep/d.yaml", Entry.file(OURS));
        files.put("prod/common.yaml", Entry.link("../base/common.yaml"));
        files.put("prod/all", Entry.link("../base"));
        files.put("prod/again.yaml", Entry.link("common.yaml"));
        var contents = read("prod", files).contents();
        assertThat(contents.problems()).isEmpty();
        assertThat(contents.files())
                .containsOnlyKeys("again.yaml", "all/common.yaml", "all/deep/d.yaml", "common.yaml");
    }

    @Test
    void shouldEndOnLinksInACircle() throws IOException {
        var circle = read("", Map.of("a.yaml", Entry.link("b.yaml"), "b.yaml", Entry.link("a.yaml")))
                .contents();
        assertThat(circle.problems())
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem.message()).contains("others"));
        var itself = read("", Map.of("d/x.yaml", Entry.file(OURS), "d/again", Entry.link("../d")))
                .contents();
        assertThat(itself.files()).containsKey("d/x.yaml");
        assertThat(read("", Map.of("all", Entry.link("."))).contents().problems())
                .singleElement()
                .asString()
                .contains("whole repository");
    }

    @Test
    void shouldSayThatSubmodulesAndLargeFilePointersAreNotRead() throws IOException {
        String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n";
        var contents = read(
                        "",
                        Map.of(
                                "vendor", Entry.submodule(),
                                "a.yaml", Entry.file(OURS),
                                "run.sh", Entry.file(pointer),
                                "large.yaml", Entry.file(pointer)))
                .contents();
        assertThat(contents.files()).containsOnlyKeys("a.yaml");
        assertThat(contents.complete()).isFalse();
        assertThat(contents.problems())
                .extracting(problem -> problem.file() + " " + problem.severity() + " "
                        + problem.message().split(":")[0])
                .containsExactly(
                        "large.yaml ERROR is a pointer of Git LFS, not the file itself",
                        "run.sh WARNING is a pointer of Git LFS, not the file itself",
                        "vendor WARNING is a submodule");
    }

    /** U+2215 stands for a slash within a name here. */
    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "a\\b.yaml", "..\u2215..\u2215evil.yaml", "new\nline.yaml", "\u001b[2J.yaml"})
    void shouldRefuseNamesThatNoFileCanHave(String name) throws IOException {
        var contents = read("", Map.of(name, Entry.file(OURS), "z.yaml", Entry.file(OURS)))
                .contents();
        assertThat(contents.complete()).isFalse();
        assertThat(contents.files()).containsOnlyKeys("z.yaml");
        assertThat(contents.problems())
                .filteredOn(problem -> problem.severity() == Severity.ERROR)
                .singleElement()
                .asString()
                .contains("no file can be called");
    }

    @Test
    void shouldPassOverHiddenFilesAndTheNameOfGitItself() throws IOException {
        var contents = read(
                        "",
                        Map.of(
                                ".git/config.yaml", Entry.file(OURS),
                                ".GIT/config.yaml", Entry.file(OURS),
                                ".github/workflows/ci.yaml", Entry.file(OURS),
                                "a.yaml", Entry.file(OURS)))
                .contents();
        assertThat(contents.files()).containsOnlyKeys("a.yaml");
        assertThat(contents.problems()).isEmpty();
    }

    /** On a disk that does not tell cases apart only one of them would be there. */
    @Test
    void shouldReadNamesThatDifferOnlyInCase() throws IOException {
        var contents = read("", Map.of("Disk.yaml", Entry.file(OURS), "disk.yaml", Entry.file(OURS + "# 2\n")))
                .contents();
        assertThat(contents.files()).containsOnlyKeys("Disk.yaml", "disk.yaml");
    }

    @Test
    void shouldReadTenThousandFiles() throws IOException {
        Map<String, Entry> files = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            files.put("d" + i % 100 + "/f" + i + ".yaml", Entry.file(OURS));
        }
        assertThat(read("", files).contents().files()).hasSize(10_000);
    }

    @ParameterizedTest
    @CsvSource({"10, 5, 1000, files", "1000, 100, 20, exceed", "1000, 20, 1000, limit is 20"})
    void shouldSayThatThereIsTooMuch(int entries, long file, long total, String message) throws IOException {
        Map<String, Entry> files = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            files.put("f" + i + ".yaml", Entry.file(OURS));
        }
        var contents = read("", files, new TreeLimits(entries, file, total)).contents();
        assertThat(contents.complete()).isFalse();
        assertThat(contents.problems())
                .anySatisfy(problem -> assertThat(problem.message()).contains(message));
    }

    /** Two hundred megabytes that nobody names cost nothing. */
    @Test
    void shouldNotReadWhatNoDocumentNames() throws IOException {
        Map<String, Entry> files = new HashMap<>();
        files.put("a.yaml", Entry.file(OURS));
        files.put("movie.mp4", Entry.file("x".repeat(6_000_000)));
        var contents = read("", files).contents();
        assertThat(contents.files()).containsOnlyKeys("a.yaml");
        assertThat(contents.problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', a.yaml, a.yaml",
        "x/y/, ../../a.yaml, a.yaml",
        "x/, ./b//c.yaml, x/b/c.yaml",
        "x/, ../../a.yaml,",
        "x/, /a.yaml,",
        "x/, '',"
    })
    void shouldResolveLinks(String place, String target, String expected) {
        assertThat(TreeReader.resolve(place, target)).isEqualTo(expected);
    }

    private TreeReader.TreeContents read(String path, Map<String, Entry> files) throws IOException {
        return read(path, files, TreeLimits.USUAL);
    }

    private TreeReader.TreeContents read(String path, Map<String, Entry> files, TreeLimits limits) throws IOException {
        ObjectId commit = ObjectId.fromString(origin.commit("main", files));
        try (ObjectReader objects = origin.repository().newObjectReader();
                RevWalk walk = new RevWalk(objects)) {
            return TreeReader.read(objects, walk.parseCommit(commit).getTree(), path, limits);
        }
    }
}
