package io.robustmq.placement.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.api.v1.PageRequest;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.ImageBuilder;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PagesTest {

    private static final int ENTRIES = 100;
    private static final int LARGEST_MESSAGE = 4 << 20; // of a gRPC client that says nothing

    private static ClusterImage image(int letters) {
        ImageBuilder image = new ImageBuilder();
        for (int i = 0; i < ENTRIES; i++) {
            image.entity(new ConfigEntry("key" + i, new ConfigValue.OfText("x".repeat(letters))), i + 1);
        }
        return image.build();
    }

    private static List<Pages.Page> all(ClusterImage image) {
        List<Pages.Page> pages = new ArrayList<>();
        String token = "";
        do {
            Pages.Page page = Pages.of(
                    image,
                    PageRequest.newBuilder().setPageToken(token).build(),
                    new Ref(Kind.CONFIG, "", ""),
                    ref -> ref.kind() == Kind.CONFIG,
                    entry -> true);
            pages.add(page);
            token = page.info().getNextPageToken();
        } while (!token.isEmpty());
        return pages;
    }

    @Test
    void aPageHasSoManyEntriesWhereTheyAreSmall() {
        assertThat(all(image(10))).hasSize(1);
    }

    @Test
    void aPageOfLargeEntriesFitsIntoAMessageAndNoneIsLost() {
        List<Pages.Page> pages = all(image(64 << 10));
        assertThat(pages).hasSizeGreaterThan(1).allSatisfy(page -> assertThat(
                        page.entries().size() * (64L << 10))
                .isLessThan(LARGEST_MESSAGE));
        assertThat(pages.stream()
                        .flatMap(page -> page.entries().stream())
                        .map(entry -> entry.entity().ref().name())
                        .distinct())
                .hasSize(ENTRIES);
    }
}
